// SPDX-License-Identifier: Apache-2.0

/// When to publish again to a device that does not answer.
package struct RetryPolicy: Sendable, Equatable {
    /// Milliseconds from a publish to the next one, the first time.
    package var firstMilliseconds: Int64 = 30_000
    /// Never more than this, in milliseconds, before jitter.
    package var maxMilliseconds: Int64 = 600_000
    /// Each wait is this many times the one before.
    package var multiplier: Double = 2
    /// The share by which a wait is made shorter or longer at random, 0 to 0.5.
    package var jitter: Double = 0.2
    /// How many publishes in all before the delivery is `dead`.
    package var attempts: Int = 8

    package init() {}

    /// The wait after attempt number `attempt` (1 is the first), in milliseconds.
    ///
    /// - Parameter random: 0 ..< 1; passed in so that a simulation can repeat a run.
    package func waitMilliseconds(after attempt: Int, random: Double) -> Int64 {
        var wait = Double(firstMilliseconds)
        for _ in 1..<max(1, min(attempt, 64)) {
            wait = min(wait * multiplier, Double(maxMilliseconds))
        }
        wait = min(wait, Double(maxMilliseconds)) * (1 - jitter + 2 * jitter * random)
        return max(1, Int64(wait))
    }

    /// The wait a device asked for with `retry_after_s`, kept within bounds: at least one second, so
    /// that a device that always fails at once is spaced too, and at most the longest wait.
    package func waitMilliseconds(asked seconds: Int64?, attempt: Int, random: Double) -> Int64 {
        guard let seconds else { return waitMilliseconds(after: attempt, random: random) }
        let asked = seconds > maxMilliseconds / 1000 ? maxMilliseconds : seconds * 1000
        return max(1000, asked)
    }
}
