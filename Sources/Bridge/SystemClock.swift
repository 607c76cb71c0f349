// SPDX-License-Identifier: Apache-2.0
package import Contract
import Glibc

/// The machine's clocks, with the wall clock carried forward by the monotonic one.
///
/// The wall clock is read once, at start. From then on it advances with CLOCK_MONOTONIC, so a jump
/// by an operator or a bad time source neither expires deliveries in mass nor revives them.
package final class SystemClock: EngineClock {
    private let anchorWall: Int64
    private let anchorMonotonic: Int64

    package init() {
        anchorWall = Self.read(CLOCK_REALTIME)
        anchorMonotonic = Self.read(CLOCK_MONOTONIC)
    }

    package func now() -> Instant {
        let monotonic = Self.read(CLOCK_MONOTONIC)
        return Instant(
            wall: Timestamp(microseconds: anchorWall + (monotonic - anchorMonotonic)),
            monotonic: monotonic)
    }

    /// How far the machine's wall clock has moved away from ours, in microseconds.
    package var drift: Int64 {
        Self.read(CLOCK_REALTIME) - now().wall.microseconds
    }

    /// The machine's wall clock as it stands, jumps and all: for log lines.
    package static var wall: Timestamp { Timestamp(microseconds: read(CLOCK_REALTIME)) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
