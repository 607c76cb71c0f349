// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct TimestampTests {
    private func read(_ text: String) -> Int64? { Timestamp(rfc3339: text.utf8)?.microseconds }

    @Test(
        "a time of RFC 3339 is read to the microsecond",
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01t00:00:00z", 0),
            ("1970-01-01T00:00:00.5Z", 500_000),
            ("1970-01-01T00:00:00.123456789Z", 123_456),
            ("1969-12-31T23:59:59.999999Z", -1),
            ("1970-01-01T01:00:00+01:00", 0),
            ("1969-12-31T18:30:00-05:30", 0),
            ("1970-01-01T00:00:00-00:00", 0),
            ("2026-11-23T15:04:05.123Z", 1_795_446_245_123_000),
            ("2000-02-29T12:00:00Z", 951_825_600_000_000),
            ("1985-04-12T23:20:50.52Z", 482_196_050_520_000),
            ("1996-12-19T16:39:57-08:00", 851_042_397_000_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] as [(String, Int64)])
    func reads(text: String, microseconds: Int64) {
        #expect(read(text) == microseconds)
    }

    @Test(
        "what is no time of RFC 3339 is refused",
        arguments: [
            "", "2026", "2026-11-23", "2026-11-23T15:04:05", "2026-11-23 15:04:05Z",
            "2026-11-23T15:04Z", "2026-11-23T15:04:05,1Z", "2026-11-23T15:04:05.Z",
            "2026-11-23T15:04:05.1", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-11-00T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T15:60:00Z",
            "2026-11-23T15:04:61Z", "2026-11-23T15:04:05+24:00", "2026-11-23T15:04:05+01:60",
            "2026-11-23T15:04:05+0100", "2026-11-23T15:04:05+01", "2026-11-23T15:04:05ZZ",
            " 2026-11-23T15:04:05Z", "2026-11-23T15:04:05Z ", "+2026-11-23T15:04:05Z",
            "26-11-23T15:04:05Z", "2026-1-23T15:04:05Z", "12026-11-23T15:04:05Z",
            "2026-W47-1T15:04:05Z", "２026-11-23T15:04:05Z", "2026-11-23T15:04:05\u{2212}01:00",
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
            "2026-11-23T15:04:05." + String(repeating: "1", count: 64) + "Z",
        ])
    func refuses(text: String) {
        #expect(read(text) == nil)
    }

    @Test("a leap second reads as the last microsecond before it")
    func leapSecond() {
        let last = read("2016-12-31T23:59:59.999999Z")

        #expect(read("2016-12-31T23:59:60Z") == last)
        #expect(read("2016-12-31T23:59:60.7Z") == last)
        #expect(read("2016-12-31T15:59:60-08:00") == last)
        #expect(read("2017-01-01T05:29:60+05:30") == last)
    }

    @Test(
        "a second 60 where no leap second can be is refused",
        arguments: [
            "2016-12-31T23:58:60Z", "2016-12-30T23:59:60Z", "2016-12-31T23:59:60+01:00",
        ])
    func noLeapSecond(text: String) {
        #expect(read(text) == nil)
    }

    @Test(
        "a time is written in UTC with milliseconds, cut off",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (1_795_446_245_123_999, "2026-11-23T15:04:05.123Z"),
            (Int64.min, "0000-01-01T00:00:00.000Z"),
            (Int64.max, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func writes(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
    }

    @Test("every day of ten thousand years comes back as written")
    func roundTrip() {
        var generator = SeededGenerator(state: 3339)
        for day in stride(from: Int64(-719_528), through: 2_932_896, by: 97) {
            let millisecond = Int64.random(in: 0..<86_400_000, using: &generator)
            let time = Timestamp(microseconds: (day * 86_400_000 + millisecond) * 1000)
            #expect(Timestamp(rfc3339: time.rfc3339.utf8) == time)
        }
    }

    @Test("adding stops at the ends instead of trapping")
    func saturates() {
        let time = Timestamp(microseconds: 5)

        #expect(time.adding(microseconds: 2).microseconds == 7)
        #expect(time.adding(microseconds: .max).microseconds == .max)
        #expect(time.adding(seconds: 2).microseconds == 2_000_005)
        #expect(time.adding(seconds: .max).microseconds == .max)
        #expect(Timestamp(microseconds: -5).adding(seconds: .min).microseconds == .min)
        #expect(Timestamp(microseconds: .max).microseconds(since: .init(microseconds: -1)) == .max)
        #expect(Timestamp(microseconds: .min).microseconds(since: time) == .min)
    }
}
