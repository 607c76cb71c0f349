// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// The text of a string, escapes resolved; `nil` for anything else.
    package var string: String? {
        guard isString else { return nil }
        return withUTF8 { String(decoding: $0, as: UTF8.self) }
    }

    /// The identifier a string holds; `nil` for anything else, and for a string that is none.
    package func identifier<I: Identifier>(as type: I.Type = I.self) -> I? {
        guard isString else { return nil }
        return withUTF8 { I(utf8: $0) }
    }

    /// The moment a string holds, as RFC 3339.
    package var timestamp: Timestamp? {
        guard isString else { return nil }
        return withUTF8 { Timestamp(rfc3339: $0) }
    }

    /// How many bytes a string has in UTF-8, escapes resolved; `nil` for anything else.
    package var utf8Count: Int? {
        guard isString else { return nil }
        return withUTF8 { $0.count }
    }

    /// The value of an integer that fits; `nil` for `1.0` and `1e2`, which are no integers.
    package var int64: Int64? {
        let entry = entry
        guard entry.kind == .number, entry.isFlagged else { return nil }
        let bytes = document.bytes
        let text = bytes.span
        let isNegative = text[Int(entry.start)] == UInt8(ascii: "-")
        var value: Int64 = 0
        for at in Int(entry.start) + (isNegative ? 1 : 0)..<Int(entry.end) {
            let digit = Int64(text[at] &- UInt8(ascii: "0"))
            // Downwards, since the least value has no positive twin.
            let (scaled, scaleOverflow) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow) = scaled.subtractingReportingOverflow(digit)
            guard !scaleOverflow, !overflow else { return nil }
            value = next
        }
        guard !isNegative else { return value }
        return value == .min ? nil : -value
    }

    package var bool: Bool? {
        let entry = entry
        return entry.kind == .bool ? entry.isFlagged : nil
    }

    /// The value's own text, as received, without the whitespace around it.
    package var rawBytes: ArraySlice<UInt8> {
        let entry = entry
        let quote = entry.kind == .string ? 1 : 0
        return document.bytes[Int(entry.start) - quote..<Int(entry.end) + quote]
    }

    /// Runs `body` on a string's bytes, escapes resolved. Only for strings.
    @inline(__always)
    func withUTF8<Result>(_ body: (ArraySlice<UInt8>) -> Result) -> Result {
        let entry = entry
        let (start, end) = (Int(entry.start), Int(entry.end))
        guard entry.isFlagged else { return body(document.bytes[start..<end]) }
        let bytes = document.bytes
        let text = bytes.span
        return body(JSONText.unescaped(text, from: start, to: end)[...])
    }
}
