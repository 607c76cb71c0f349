// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Reads a string, the position being at its opening quote.
    @inline(__always)
    mutating func readString(_ text: Span<UInt8>) throws(JSONFault) {
        let start = position &+ 1
        let (end, escaped) = try Self.scanString(text, from: start)
        append(JSONEntry(.string, start: start, end: end, flagged: escaped))
        position = end &+ 1
    }

    /// Checks a string from the byte after its opening quote.
    ///
    /// - Returns: Where its closing quote is, and whether it holds escapes.
    private static func scanString(
        _ text: Span<UInt8>,
        from start: Int
    ) throws(JSONFault) -> (end: Int, escaped: Bool) {
        var at = start
        var escaped = false
        while at < text.count {
            let byte = text[at]
            if byte == UInt8(ascii: "\"") { return (at, escaped) }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                at = try scanEscape(text, at: at)
            } else if byte >= 0x80 {
                at = try scanScalar(text, at: at)
            } else if byte >= 0x20 {
                at &+= 1
            } else {
                throw byte == 0 ? .nullCharacter(at: at) : .controlCharacter(at: at)
            }
        }
        throw .unexpectedEnd(at: text.count)
    }

    /// Checks the escape at `at` and returns the offset after it, the whole pair for surrogates.
    private static func scanEscape(_ text: Span<UInt8>, at: Int) throws(JSONFault) -> Int {
        guard at + 1 < text.count else { throw .unexpectedEnd(at: text.count) }
        switch text[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return at + 2
        case UInt8(ascii: "u"):
            return try scanUnicodeEscape(text, at: at)
        default:
            throw .badEscape(at: at)
        }
    }

    private static func scanUnicodeEscape(_ text: Span<UInt8>, at: Int) throws(JSONFault) -> Int {
        let unit = try codeUnit(text, at: at)
        switch unit {
        case 0: throw .nullCharacter(at: at)
        case 0xDC00...0xDFFF: throw .loneSurrogate(at: at)
        case 0xD800...0xDBFF:
            guard at + 7 < text.count, text[at + 6] == UInt8(ascii: "\\"),
                text[at + 7] == UInt8(ascii: "u"),
                0xDC00...0xDFFF ~= (try codeUnit(text, at: at + 6))
            else { throw .loneSurrogate(at: at) }
            return at + 12
        default: return at + 6
        }
    }

    /// The UTF-16 code unit of the `\uXXXX` at `at`.
    private static func codeUnit(_ text: Span<UInt8>, at: Int) throws(JSONFault) -> UInt16 {
        guard at + 6 <= text.count else { throw .unexpectedEnd(at: text.count) }
        var unit: UInt16 = 0
        for offset in 2..<6 {
            guard let digit = JSONText.hexValue(text[at + offset]) else { throw .badEscape(at: at) }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Checks the UTF-8 sequence at `at` (Unicode 15, table 3-7) and returns the offset after it.
    private static func scanScalar(_ text: Span<UInt8>, at: Int) throws(JSONFault) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch text[at] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw .notUTF8(at: at)
        }
        guard at + length <= text.count, second ~= text[at + 1] else { throw .notUTF8(at: at) }
        for offset in 2..<max(length, 2) where text[at + offset] & 0xC0 != 0x80 {
            throw .notUTF8(at: at)
        }
        return at + length
    }
}
