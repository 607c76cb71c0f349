// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Reads a number, the position being at its first byte.
    ///
    /// The text is kept as it is: nothing is rounded here.
    mutating func readNumber(_ text: Span<UInt8>) throws(JSONFault) {
        let start = position
        var at = start
        if text[at] == UInt8(ascii: "-") { at += 1 }
        let whole = at
        at = Self.skipDigits(text, from: at)
        let hasLeadingZero = at - whole > 1 && text[whole] == UInt8(ascii: "0")
        guard at > whole, !hasLeadingZero else { throw .badNumber(at: start) }

        var isInteger = true
        if at < text.count, text[at] == UInt8(ascii: ".") {
            isInteger = false
            let fraction = at + 1
            at = Self.skipDigits(text, from: fraction)
            guard at > fraction else { throw .badNumber(at: start) }
        }
        let mantissaEnd = at
        if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            at = try Self.skipExponent(text, from: at + 1, numberStart: start)
        }
        // Without an exponent, this many digits are far within a double's range.
        guard at - start <= Limits.jsonNumberBytes else { throw .badNumber(at: start) }
        if at > mantissaEnd { try Self.refuseInfinity(text, from: start, to: at) }
        append(JSONEntry(.number, start: start, end: at, flagged: isInteger))
        position = at
    }

    @inline(__always)
    private static func skipDigits(_ text: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at < text.count, text[at] &- UInt8(ascii: "0") < 10 { at &+= 1 }
        return at
    }

    private static func skipExponent(
        _ text: Span<UInt8>,
        from start: Int,
        numberStart: Int
    ) throws(JSONFault) -> Int {
        var at = start
        if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") {
            at += 1
        }
        let digits = at
        at = skipDigits(text, from: at)
        guard at > digits else { throw .badNumber(at: numberStart) }
        return at
    }

    private static func refuseInfinity(
        _ text: Span<UInt8>,
        from start: Int,
        to end: Int
    ) throws(JSONFault) {
        var digits = ""
        for at in start..<end { digits.unicodeScalars.append(Unicode.Scalar(text[at])) }
        guard let value = Double(digits), value.isFinite else { throw .badNumber(at: start) }
    }
}
