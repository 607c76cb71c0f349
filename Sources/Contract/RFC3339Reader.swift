// SPDX-License-Identifier: Apache-2.0

/// Reads one `date-time` of RFC 3339, section 5.6, byte by byte.
struct RFC3339Reader {
    private var bytes: UnsafeBufferPointer<UInt8>.Iterator

    /// Microseconds since 1970-01-01T00:00:00Z; `nil` at the first byte that does not fit.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count <= Limits.timestampBytes else { return nil }
        var reader = RFC3339Reader(bytes: bytes.makeIterator())
        return reader.readAll()
    }

    private mutating func readAll() -> Int64? {
        guard let date = readDate(), readEither("T", "t"),
            let hour = readNumber(digits: 2), hour < 24, readByte(":"),
            let minute = readNumber(digits: 2), minute < 60, readByte(":"),
            let second = readNumber(digits: 2), second <= 60,
            let (fraction, zone) = readFraction(),
            let offset = readOffset(startingWith: zone),
            bytes.next() == nil
        else { return nil }

        let minutes = date.daysSinceEpoch * 1440 + hour * 60 + minute - offset
        if second == 60 {
            return isLastMinuteOfMonth(minutes) ? inRange((minutes + 1) * 60_000_000 - 1) : nil
        }
        return inRange((minutes * 60 + second) * 1_000_000 + fraction)
    }

    private func inRange(_ microseconds: Int64) -> Int64? {
        Timestamp.earliest...Timestamp.latest ~= microseconds ? microseconds : nil
    }

    /// Leap seconds are inserted at the end of a UTC month only (RFC 3339, section 5.7).
    private func isLastMinuteOfMonth(_ minutes: Int64) -> Bool {
        let (days, minuteOfDay) = minutes.flooredDivision(by: 1440)
        let date = CivilDate(daysSinceEpoch: days)
        return minuteOfDay == 1439 && date.day == date.daysInMonth
    }

    @inline(__always)
    private mutating func readDate() -> CivilDate? {
        guard let year = readNumber(digits: 4), readByte("-"),
            let month = readNumber(digits: 2), 1...12 ~= month, readByte("-"),
            let day = readNumber(digits: 2)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return 1...date.daysInMonth ~= day ? date : nil
    }

    /// The fraction in microseconds, and the byte after it, which starts the zone.
    @inline(__always)
    private mutating func readFraction() -> (microseconds: Int64, zone: UInt8)? {
        guard let first = bytes.next() else { return nil }
        guard first == UInt8(ascii: ".") else { return (0, first) }
        var (microseconds, unit): (Int64, Int64) = (0, 1_000_000)
        var hasDigits = false
        while let byte = bytes.next() {
            guard let digit = digit(byte) else {
                return hasDigits ? (microseconds, byte) : nil
            }
            hasDigits = true
            unit /= 10
            microseconds += digit * unit
        }
        return nil
    }

    /// Minutes east of UTC.
    @inline(__always)
    private mutating func readOffset(startingWith byte: UInt8) -> Int64? {
        switch byte {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return 0
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard let hour = readNumber(digits: 2), hour < 24, readByte(":"),
                let minute = readNumber(digits: 2), minute < 60
            else { return nil }
            let offset = hour * 60 + minute
            return byte == UInt8(ascii: "-") ? -offset : offset
        default: return nil
        }
    }

    @inline(__always)
    private mutating func readNumber(digits: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let byte = bytes.next(), let digit = digit(byte) else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    @inline(__always)
    private func digit(_ byte: UInt8) -> Int64? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? Int64(digit) : nil
    }

    @inline(__always)
    private mutating func readByte(_ expected: Unicode.Scalar) -> Bool {
        bytes.next() == UInt8(ascii: expected)
    }

    @inline(__always)
    private mutating func readEither(_ one: Unicode.Scalar, _ other: Unicode.Scalar) -> Bool {
        let byte = bytes.next()
        return byte == UInt8(ascii: one) || byte == UInt8(ascii: other)
    }
}
