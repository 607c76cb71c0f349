// SPDX-License-Identifier: Apache-2.0
package import Contract

/// One reading of both clocks.
package struct Instant: Sendable, Equatable {
    /// For facts and deadlines: what is written down.
    package var wall: Timestamp
    /// For durations: microseconds on a clock that never jumps.
    package var monotonic: Int64

    package init(wall: Timestamp, monotonic: Int64) {
        self.wall = wall
        self.monotonic = monotonic
    }

    /// The monotonic reading at which the wall clock will show `time`, if it does not jump.
    package func monotonic(at time: Timestamp) -> Int64 {
        let wait = time.microseconds.subtractingReportingOverflow(wall.microseconds).partialValue
        return monotonic.addingReportingOverflow(wait).partialValue
    }
}

/// Where the time comes from; a simulation has its own.
package protocol EngineClock: Sendable {
    func now() -> Instant
}
