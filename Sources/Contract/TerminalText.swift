// SPDX-License-Identifier: Apache-2.0

/// Makes text from devices and partners harmless to a terminal or a log line.
package enum TerminalText {
    /// Replaces everything that acts on a display by a visible `\u{1B}` (hexadecimal, upper case):
    /// C0 with line breaks and tabs, DEL, C1, bidirectional and zero-width characters.
    package static func escape(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: HiddenScalars.contains) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if HiddenScalars.contains(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The same for JSON that somebody else wrote: the text says the same, and can be printed.
    ///
    /// - Parameter json: What our own reader has accepted. Line breaks between values become
    ///   blanks.
    package static func escape(json: some Collection<UInt8>) -> String {
        let text = String(decoding: json, as: UTF8.self)
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 {
                result.append(UInt8(ascii: " "))
            } else if HiddenScalars.contains(scalar) {
                var character = String(scalar)
                character.withUTF8 { JSONEscape.append($0, to: &result, .printable) }
            } else {
                result.append(contentsOf: String(scalar).utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
