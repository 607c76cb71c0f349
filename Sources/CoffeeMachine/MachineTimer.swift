// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

/// One thread that calls back at given moments, for all machines of the process.
///
/// Calls are made in the order of their moments, one at a time, and must not block. A machine asks
/// for one call at its next moment, not for one per message.
final class MachineTimer: Sendable {
    typealias Call = @Sendable () -> Void

    /// The process's timer. Its thread starts with the first use and never ends.
    static let shared = MachineTimer()

    private let calls = Mutex(DueHeap<Call>())
    private let bell = DispatchSemaphore(value: 0)

    private init() {
        // A serial queue that never comes back is a thread of our own.
        DispatchQueue(label: "orderbell.machine-timer").async { self.run() }
    }

    /// Has `call` made at `moment`, or as soon as possible after it.
    func schedule(at moment: ContinuousClock.Instant, _ call: @escaping Call) {
        let isFirst = calls.withLock { calls in
            let isFirst = calls.earliest.map { moment < $0 } ?? true
            calls.add(call, at: moment)
            return isFirst
        }
        if isFirst { bell.signal() }
    }

    private func run() {
        while true {
            let now = ContinuousClock.now
            let (call, earliest) = calls.withLock { ($0.popDue(now), $0.earliest) }
            if let call {
                call()
            } else if let earliest {
                _ = bell.wait(timeout: .now() + Self.interval(now.duration(to: earliest)))
            } else {
                bell.wait()
            }
        }
    }

    private static func interval(_ duration: Duration) -> DispatchTimeInterval {
        // Longer waits are waited for in pieces.
        let (seconds, attoseconds) = min(duration, .seconds(3600)).components
        return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000) + 1)
    }
}
