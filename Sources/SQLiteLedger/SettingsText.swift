// SPDX-License-Identifier: Apache-2.0
import Delivery
import Ledger

/// A partner's settings as the ledger keeps them: a line `key=value` per setting, every one of
/// them, so that a new default does not change how an old partner is treated.
enum SettingsText {
    static func encode(_ settings: PartnerSettings) -> String {
        settings.entries.map { "\($0.key)=\(escape($0.value))\n" }.joined()
    }

    /// - Throws: ``LedgerError/Code/corrupt`` where a line can't be taken.
    static func decode(_ text: String) throws -> PartnerSettings {
        var settings = PartnerSettings()
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let key = String(parts[0]), let value = String(parts[1]) else {
                throw RecordRow.corrupt("a partner's settings are unreadable")
            }
            do {
                try settings.set(key, to: unescape(value))
            } catch {
                throw RecordRow.corrupt("a partner's setting can't be taken: \(error)")
            }
        }
        return settings
    }

    private static func escape(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == backslash || $0 == lineFeed }) else {
            return value
        }
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case backslash: bytes += [backslash, backslash]
            case lineFeed: bytes += [backslash, UInt8(ascii: "n")]
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescape(_ value: String) -> String {
        guard value.utf8.contains(backslash) else { return value }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in value.utf8 {
            if isEscaped {
                bytes.append(byte == UInt8(ascii: "n") ? lineFeed : byte)
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let lineFeed = UInt8(ascii: "\n")
}
