// SPDX-License-Identifier: Apache-2.0
import Contract
import Ledger

/// The pending count: retained, at most one a second per partner, and always ending on the true
/// number, so that a device that connects learns it at once.
extension Engine {
    /// The number of the lane's pending orders may have changed.
    func noteCount(in lane: Lane) {
        guard lane.tellsCount, !lane.isCountDue else { return }
        lane.isCountDue = true
        lanesToCount.append(lane)
    }

    func tellCounts(in ledger: any LedgerTransaction, now: Instant) throws {
        guard !lanesToCount.isEmpty, publisherUp else { return }
        var early: [Lane] = []
        for lane in lanesToCount {
            if let told = lane.countToldAt, now.monotonic < told + Self.countInterval {
                noteTimer(told + Self.countInterval)
                early.append(lane)
                continue
            }
            lane.isCountDue = false
            lane.countToldAt = now.monotonic
            let count = PendingCount(
                occurredAt: now.wall, count: try ledger.pendingOrders(partner: lane.partner.id))
            var message = WireMessage(
                topic: topics.pending(partner: lane.partner.id), payload: count.encode())
            message.retain = true
            effects.messages.append(message)
        }
        lanesToCount = early
    }

    private static let countInterval: Int64 = 1_000_000
}
