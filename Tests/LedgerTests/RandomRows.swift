// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// Deliveries in every state they can be in, and filters over them.
struct RandomRows {
    var random: SeededRandom
    private(set) var last: Int64 = 0

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// A change for some partners, numbered after the last one.
    mutating func change() -> NewChange {
        last += random.chance(5) ? 1500 : 1
        let partners = Sample.partners.filter { _ in random.chance(50) }
        return Sample.change(
            last, to: partners.isEmpty ? [Sample.beans] : partners,
            order: "order-\(random.below(12))",
            type: random.pick(["new_order", "status_changed", "order_cancelled"]),
            revision: Int64(random.below(4)), shop: random.chance(30) ? "shop-1" : nil,
            body: random.chance(30) ? "{\"n\":\(last)}" : nil, at: Int64(random.below(5000)))
    }

    /// Changes a record in a way the rules allow, roughly.
    mutating func stir(_ record: inout DeliveryRecord) {
        let now = Sample.time(Int64(random.below(5000)))
        if random.chance(50) { record.publishedAt = now }
        if random.chance(40) { record.brokerAckedAt = now }
        if random.chance(30) { record.receivedAt = now }
        if random.chance(20) { record.processedAt = now }
        record.attempts = random.below(9)
        record.late = random.chance(10)
        record.reason = random.chance(30) ? Reason(code: "r-\(random.below(3))") : nil
        if random.chance(40) {
            record.close(random.pick(Outcome.allCases), at: now)
        } else {
            record.outcome = nil
            record.closedAt = nil
            record.place = random.pick(Place.allCases.filter { $0 != .closed })
            record.nextAttemptAt = random.chance(60) ? now : nil
            record.deliverBy = Sample.time(Int64(random.below(5000)))
        }
        if random.chance(70) {
            record.add(random.pick(HistoryEntry.Kind.allCases), at: now, actor: "bridge")
        }
    }

    mutating func filter() -> DeliveryFilter {
        var filter = DeliveryFilter()
        if random.chance(50) { filter.partner = random.pick(Sample.partners + [Sample.nobody]) }
        if random.chance(20) { filter.order = OrderID(trusted: "order-\(random.below(13))") }
        if random.chance(10) { filter.event = Sample.event(Int64(random.below(Int(last) + 2))) }
        if random.chance(25) { filter.eventType = EventType(trusted: "new_order") }
        if random.chance(25) { filter.stage = random.pick(Stage.allCases) }
        if random.chance(25) { filter.outcome = random.pick(Outcome.allCases) }
        if random.chance(40) { filter.open = random.chance(50) }
        if random.chance(25) { filter.acceptedBefore = Sample.time(Int64(random.below(5000))) }
        if random.chance(25) { filter.acceptedAfter = Sample.time(Int64(random.below(5000))) }
        return filter
    }
}
