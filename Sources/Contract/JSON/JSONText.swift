// SPDX-License-Identifier: Apache-2.0

/// Works on the inside of JSON strings that have been checked by ``JSONReader``.
enum JSONText {
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Resolves the escapes of a string's inside.
    static func unescaped(_ text: Span<UInt8>, from start: Int, to end: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(end - start)
        var at = start
        while at < end {
            if text[at] == UInt8(ascii: "\\") {
                at += appendEscape(text, at: at, to: &result)
            } else {
                result.append(text[at])
                at += 1
            }
        }
        return result
    }

    /// Appends what the escape at `at` stands for and returns its length.
    private static func appendEscape(
        _ text: Span<UInt8>,
        at: Int,
        to result: inout [UInt8]
    ) -> Int {
        switch text[at + 1] {
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"): return appendUnicodeEscape(text, at: at, to: &result)
        case let byte: result.append(byte)
        }
        return 2
    }

    private static func appendUnicodeEscape(
        _ text: Span<UInt8>,
        at: Int,
        to result: inout [UInt8]
    ) -> Int {
        let high = codeUnit(text, at: at)
        guard 0xD800...0xDBFF ~= high else {
            append(high, to: &result)
            return 6
        }
        let low = codeUnit(text, at: at + 6)
        append(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF), to: &result)
        return 12
    }

    private static func codeUnit(_ text: Span<UInt8>, at: Int) -> UInt32 {
        var unit: UInt32 = 0
        for offset in 2..<6 { unit = unit << 4 | UInt32(hexValue(text[at + offset]) ?? 0) }
        return unit
    }

    private static func append(_ value: UInt32, to result: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value) else { return }
        result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
