// SPDX-License-Identifier: Apache-2.0

/// How long to wait before the next round of connection attempts: exponential, with full jitter.
///
/// After `n` failed rounds the wait is drawn evenly from zero to `base` times 2ⁿ, at most `max`.
/// Jitter keeps a thousand clients from returning in one wave after a broker's restart.
public struct Backoff: Sendable, Hashable {
    /// The widest first wait.
    public var base: Duration
    /// The widest wait of all. A refused connection waits between half of this and all of it.
    public var max: Duration

    /// Creates a backoff.
    public init(base: Duration = .milliseconds(500), max: Duration = .seconds(30)) {
        self.base = base
        self.max = max
    }

    /// The wait before the next round, after `failures` rounds in a row that failed.
    package func delay(
        afterFailures failures: Int,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let doublings = Swift.min(Swift.max(failures, 0), 30)
        let widest = Swift.min(base * (1 << doublings), max)
        return widest * Double.random(in: 0...1, using: &generator)
    }

    /// The wait after the broker said no: asking again soon cannot help.
    package func refusedDelay(using generator: inout some RandomNumberGenerator) -> Duration {
        max * Double.random(in: 0.5...1, using: &generator)
    }
}
