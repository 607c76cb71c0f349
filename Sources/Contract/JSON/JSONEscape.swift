// SPDX-License-Identifier: Apache-2.0

/// Writes the inside of JSON strings.
enum JSONEscape {
    /// What is escaped beyond quote, backslash and U+0000 to U+001F, which always are.
    enum Extent: Sendable {
        /// Nothing: one spelling per text, as RFC 8785 has it.
        case minimal
        /// DEL, C1, line separators, and what shows nothing or turns text around: what we write
        /// can be printed as it is.
        case printable
    }

    /// Appends well-formed UTF-8 with escapes where needed.
    static func append(
        _ utf8: UnsafeBufferPointer<UInt8>,
        to result: inout [UInt8],
        _ extent: Extent
    ) {
        var runStart = 0
        var at = 0
        while at < utf8.count {
            let byte = utf8[at]
            if byte < 0x80 {
                guard needsEscape(byte, extent) else {
                    at += 1
                    continue
                }
                result.append(contentsOf: utf8[runStart..<at])
                append(UInt32(byte), to: &result)
                at += 1
                runStart = at
            } else if extent == .minimal {
                at += 1
            } else {
                let (scalar, length) = decode(utf8, at: at)
                if HiddenScalars.contains(scalar) {
                    result.append(contentsOf: utf8[runStart..<at])
                    append(scalar.value, to: &result)
                    runStart = at + length
                }
                at += length
            }
        }
        result.append(contentsOf: utf8[runStart...])
    }

    @inline(__always)
    private static func needsEscape(_ byte: UInt8, _ extent: Extent) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            || (byte == 0x7F && extent == .printable)
    }

    private static func append(_ value: UInt32, to result: inout [UInt8]) {
        switch value {
        case 0x22, 0x5C: appendShort(UInt8(value), to: &result)
        case 0x08: appendShort(UInt8(ascii: "b"), to: &result)
        case 0x09: appendShort(UInt8(ascii: "t"), to: &result)
        case 0x0A: appendShort(UInt8(ascii: "n"), to: &result)
        case 0x0C: appendShort(UInt8(ascii: "f"), to: &result)
        case 0x0D: appendShort(UInt8(ascii: "r"), to: &result)
        case 0x10000...:
            appendCodeUnit(0xD800 + (value - 0x10000) >> 10, to: &result)
            appendCodeUnit(0xDC00 + (value - 0x10000) & 0x3FF, to: &result)
        default: appendCodeUnit(value, to: &result)
        }
    }

    private static func appendShort(_ byte: UInt8, to result: inout [UInt8]) {
        result.append(UInt8(ascii: "\\"))
        result.append(byte)
    }

    private static func appendCodeUnit(_ unit: UInt32, to result: inout [UInt8]) {
        result.append(UInt8(ascii: "\\"))
        result.append(UInt8(ascii: "u"))
        for shift: UInt32 in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
            result.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// The scalar at `at` of well-formed UTF-8; anything else reads as U+FFFD, one byte long.
    private static func decode(
        _ utf8: UnsafeBufferPointer<UInt8>,
        at: Int
    ) -> (scalar: Unicode.Scalar, length: Int) {
        let lead = utf8[at]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard at + length <= utf8.count else { return ("\u{FFFD}", 1) }
        var value = UInt32(lead) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length { value = value << 6 | UInt32(utf8[at + offset] & 0x3F) }
        guard let scalar = Unicode.Scalar(value) else { return ("\u{FFFD}", 1) }
        return (scalar, length)
    }
}
