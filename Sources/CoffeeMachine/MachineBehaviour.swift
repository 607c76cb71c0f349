// SPDX-License-Identifier: Apache-2.0

package import Contract

/// How a simulated machine answers triggers, and what it does wrong. The default does nothing
/// wrong: it answers at once with `received` and `processed`, and accepts new orders.
///
/// Shares are chances per trigger, 0 to 1. They are drawn from ``seed``, the machine's name, the
/// event and the attempt, so a second run does the same to the same triggers in whatever order
/// they come, and a retry gets another draw.
package struct MachineBehaviour: Sendable {
    /// The wait before each ack: drawn anew for `received`, and again for what follows it.
    package var delay: ClosedRange<Duration> = .zero ... .zero
    /// The acks to one trigger, in order.
    package var answers: [Ack.Status] = [.received, .processed]
    /// Whether `processed` says what becomes of a new order: accepted, ready in
    /// ``preparationTimeS``.
    package var decides = true
    /// The claim sent with an accepted order.
    package var preparationTimeS: Int64? = 90
    /// Triggers not answered at all.
    package var dropShare = 0.0
    /// Triggers each of whose acks is sent twice.
    package var duplicateShare = 0.0
    /// Triggers answered with a broken message first, and with the right acks after it.
    package var garbleShare = 0.0
    /// Triggers whose `processed` becomes `failed`: out of beans, worth a retry.
    package var failShare = 0.0
    /// The time from coming online to going offline; nil stays online.
    package var offlineEvery: Duration?
    /// How long it stays offline.
    package var offlineFor: Duration = .seconds(5)
    /// Acks per message, 1 to ``Contract/Limits/ackBatchCount``; only acks that go out at the same
    /// time share one.
    package var batch = 1
    /// Triggers to handle, repeats counted, before the machine is done; nil never is. Dropped
    /// ones count as handled, later ones are ignored.
    package var count: Int?
    /// How long a machine that is done with ``count`` waits for receipts that have not come.
    package var receiptWait: Duration = .seconds(2)
    /// What the chances are drawn from.
    package var seed: UInt64 = 1

    /// Creates the behaviour of a machine without faults.
    package init() {}

    /// Everything that can not be done, as sentences; empty if all can.
    package var faults: [String] {
        var faults: [String] = []
        let shares = [
            ("drop", dropShare), ("duplicate", duplicateShare),
            ("garble", garbleShare), ("fail", failShare),
        ]
        for (name, share) in shares where !(0...1).contains(share) {
            faults.append("the share to \(name) must be 0 to 1, not \(share)")
        }
        if !(1...Limits.ackBatchCount).contains(batch) {
            faults.append("a batch must have 1 to \(Limits.ackBatchCount) acks, not \(batch)")
        }
        if let count, count < 1 { faults.append("the count must be 1 or more, not \(count)") }
        let times = [
            ("delay", delay.lowerBound), ("time offline", offlineFor),
            ("wait for receipts", receiptWait),
        ]
        for (name, time) in times where time < .zero {
            faults.append("the \(name) must not be negative, as \(time) is")
        }
        if let offlineEvery, offlineEvery <= .zero {
            faults.append("the time between going offline must be more than \(offlineEvery)")
        }
        return faults
    }
}
