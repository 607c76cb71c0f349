// SPDX-License-Identifier: Apache-2.0

/// Why, in the device's or partner's words: a code to group by, a message to read.
///
/// Both are claims from outside, of any characters: escape them before showing them.
package struct AckReason: Sendable, Hashable, JSONWritable {
    /// At most ``Limits/reasonCodeBytes``.
    package let code: String
    /// At most ``Limits/reasonMessageBytes``.
    package let message: String
    /// Whether something was longer and has been cut.
    package let isTruncated: Bool

    /// Takes texts of any length and cuts them at a border between characters (Unicode scalars).
    package init(code: String, message: String = "") {
        let shortCode = Self.cut(code, to: Limits.reasonCodeBytes)
        let shortMessage = Self.cut(message, to: Limits.reasonMessageBytes)
        self.code = shortCode ?? code
        self.message = shortMessage ?? message
        isTruncated = shortCode != nil || shortMessage != nil
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("code", code)
            writer.member("message", message)
        }
    }

    /// The longest beginning of whole scalars within `bytesMax`; `nil` if all of it is.
    private static func cut(_ text: String, to bytesMax: Int) -> String? {
        guard text.utf8.count > bytesMax else { return nil }
        let bytes = Array(text.utf8.prefix(bytesMax + 1))
        var end = bytesMax
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
