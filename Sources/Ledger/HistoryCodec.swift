// SPDX-License-Identifier: Apache-2.0
import Contract
package import Delivery

/// The history of a delivery as it is kept: one line per entry, appended, never rewritten.
///
///     microseconds TAB kind TAB attempt TAB ack TAB actor TAB detail LF
///
/// A line costs about 50 bytes and no row of its own. Tabs and line feeds in texts become spaces.
package enum HistoryCodec {
    package static func encode(_ entries: [HistoryEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 56)
        for entry in entries {
            append(entry.at.microseconds, to: &bytes)
            bytes.append(tab)
            bytes.append(contentsOf: entry.kind.rawValue.utf8)
            bytes.append(tab)
            if let attempt = entry.attempt { append(Int64(attempt), to: &bytes) }
            bytes.append(tab)
            if let ack = entry.ack { append(ack, to: &bytes) }
            bytes.append(tab)
            append(text: entry.actor, to: &bytes)
            bytes.append(tab)
            append(text: entry.detail, to: &bytes)
            bytes.append(lineFeed)
        }
        return bytes
    }

    /// - Throws: ``LedgerError/Code/corrupt`` where a line is none that ``encode(_:)`` writes.
    package static func decode(_ bytes: [UInt8]) throws(LedgerError) -> [HistoryEntry] {
        var entries: [HistoryEntry] = []
        for line in bytes.split(separator: lineFeed) {
            guard let entry = decode(line: line) else {
                throw LedgerError(
                    .corrupt, "read a delivery's history",
                    advice: "a line of it is unreadable; run `orderbell ledger verify`")
            }
            entries.append(entry)
        }
        return entries
    }

    private static func decode(line: ArraySlice<UInt8>) -> HistoryEntry? {
        let fields = line.split(separator: tab, maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6 else { return nil }
        let text = fields.map { String(decoding: $0, as: UTF8.self) }
        guard let at = Int64(text[0]), let kind = HistoryEntry.Kind(rawValue: text[1]),
            text[2].isEmpty || Int(text[2]) != nil, text[3].isEmpty || Int64(text[3]) != nil
        else { return nil }
        return HistoryEntry(
            at: Timestamp(microseconds: at), kind: kind, actor: text[4], attempt: Int(text[2]),
            detail: text[5], ack: Int64(text[3]))
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private static func append(text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            bytes.append(byte == tab || byte == lineFeed ? UInt8(ascii: " ") : byte)
        }
    }

    private static let tab = UInt8(ascii: "\t")
    private static let lineFeed = UInt8(ascii: "\n")
}
