// SPDX-License-Identifier: Apache-2.0

/// A moment in UTC, to the microsecond, without leap seconds.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Reads an RFC 3339 `date-time` of at most ``Limits/timestampBytes`` bytes.
    ///
    /// Strict: no blank instead of `T`, no missing zone. Digits past the microsecond are cut off.
    /// A leap second (only where one can be: the last minute of a month in UTC) reads as the last
    /// microsecond before it. `nil` also when the moment in UTC is outside years 0000 to 9999.
    package init?(rfc3339 utf8: some Collection<UInt8>) {
        guard let microseconds = utf8.withBytes(RFC3339Reader.read) else { return nil }
        self.init(microseconds: microseconds)
    }

    /// In UTC with milliseconds, cut off, not rounded: `2026-11-23T15:04:05.123Z`.
    ///
    /// Moments outside years 0000 to 9999 are written as the nearest one inside.
    package var rfc3339: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(rfc3339To: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 24 bytes of ``rfc3339``.
    package func append(rfc3339To bytes: inout [UInt8]) {
        let clamped = min(max(microseconds, Self.earliest), Self.latest)
        let (days, withinDay) = clamped.flooredDivision(by: Self.microsecondsPerDay)
        let date = CivilDate(daysSinceEpoch: days)
        let milliseconds = withinDay / 1000
        bytes.appendDigits(date.year, count: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDigits(date.month, count: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDigits(date.day, count: 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.appendDigits(milliseconds / 3_600_000, count: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(milliseconds / 60_000 % 60, count: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(milliseconds / 1000 % 60, count: 2)
        bytes.append(UInt8(ascii: "."))
        bytes.appendDigits(milliseconds % 1000, count: 3)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// This moment moved; stops at the ends of what an `Int64` holds instead of trapping.
    package func adding(microseconds delta: Int64) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(delta)
        guard overflow else { return Timestamp(microseconds: sum) }
        return Timestamp(microseconds: delta < 0 ? .min : .max)
    }

    /// This moment moved by whole seconds; stops at the ends like ``adding(microseconds:)``.
    package func adding(seconds: Int64) -> Timestamp {
        let (delta, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return adding(microseconds: overflow ? (seconds < 0 ? .min : .max) : delta)
    }

    /// How far this moment is after `earlier`, in microseconds; negative when it is before.
    package func microseconds(since earlier: Timestamp) -> Int64 {
        let (gap, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        guard overflow else { return gap }
        return microseconds < earlier.microseconds ? .min : .max
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    static let microsecondsPerDay: Int64 = 86_400_000_000
    /// 0000-01-01T00:00:00Z, the first moment RFC 3339 can write.
    static let earliest: Int64 = -719_528 * microsecondsPerDay
    /// The last microsecond of the year 9999.
    static let latest: Int64 = 2_932_897 * microsecondsPerDay - 1
}

extension Timestamp: CustomStringConvertible {
    package var description: String { rfc3339 }
}

extension Int64 {
    /// Quotient rounded towards minus infinity, remainder never negative.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension [UInt8] {
    /// Appends the last `count` decimal digits of a number that is not negative.
    fileprivate mutating func appendDigits(_ number: Int64, count: Int) {
        var divisor: Int64 = 1
        for _ in 1..<count { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}
