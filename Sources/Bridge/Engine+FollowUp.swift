// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// Follow-up actions: what a partner did about its orders proves that it heard, and is the decision
/// that the order backend waits for.
extension Engine {
    func followUp(
        _ items: [StatusChange.Item], by partner: PartnerID, in ledger: any LedgerTransaction,
        now: Instant
    ) throws -> Result<CommandAnswer, CommandFault> {
        guard let lane = lanes[partner] else { return .failure(.notFound("partner")) }
        // What the ledger is asked below must be what memory holds.
        try flushEntries(in: ledger)
        var results: [StatusChangeResult] = []
        results.reserveCapacity(items.count)
        for item in items {
            switch item {
            case .bad(let order, let problem):
                results.append(
                    StatusChangeResult(orderID: order, outcome: .invalid, problem: problem))
            case .change(let change):
                results.append(try apply(change, in: lane, ledger: ledger, now: now))
            }
        }
        return .success(.statusChanges(results))
    }

    /// Each item is written before the next one is judged: an order may be named twice.
    private func apply(
        _ change: StatusChange, in lane: Lane, ledger: any LedgerTransaction, now: Instant
    ) throws -> StatusChangeResult {
        guard let told = try ledger.told(partner: lane.partner.id, order: change.orderID) else {
            let problem = Problem(.notFound, "You have no order with this id.")
            return StatusChangeResult(
                orderID: change.orderID, outcome: .notFound, problem: problem)
        }
        if let revision = change.revision, revision != told.newestRevision {
            return conflict(change, told)
        }
        if told.unprocessed.isEmpty, told.lastDecision.map(change.repeats) ?? false {
            return StatusChangeResult(orderID: change.orderID, outcome: .duplicate)
        }
        try close(told.unprocessed, as: change.newStatus, in: lane, ledger: ledger, now: now)
        try decide(change, about: told.lastDelivery, in: lane, ledger: ledger, now: now)
        return StatusChangeResult(orderID: change.orderID, outcome: .applied)
    }

    private func conflict(_ change: StatusChange, _ told: ToldOrder) -> StatusChangeResult {
        let problem = Problem(
            .badTransition,
            "The newest revision you were told of is \(told.newestRevision); fetch the order, and"
                + " decide on that.")
        return StatusChangeResult(orderID: change.orderID, outcome: .conflict, problem: problem)
    }

    private func close(
        _ records: [DeliveryRecord], as status: String, in lane: Lane,
        ledger: any LedgerTransaction, now: Instant
    ) throws {
        var closed: [DeliveryRecord] = []
        for var record in records {
            if let entry = lane.entries[record.eventID] {
                let before = entry.record
                entry.record.followedUp(by: "partner", detail: status, at: now.wall)
                changed(entry, from: before, in: lane)
            } else {
                let before = record
                record.followedUp(by: "partner", detail: status, at: now.wall)
                countFacts(of: record, before: before, in: lane)
                moved(record, from: before.place, in: lane)
                closed.append(record)
            }
        }
        if !closed.isEmpty { try ledger.update(closed) }
        try flushEntries(in: ledger)
    }

    private func decide(
        _ change: StatusChange, about delivery: DeliveryID, in lane: Lane,
        ledger: any LedgerTransaction, now: Instant
    ) throws {
        let decision = Decision(
            decisionID: String(nextDecision), partnerID: lane.partner.id,
            orderID: change.orderID, newStatus: change.newStatus, reason: change.reason,
            preparationTimeS: change.preparationTimeS, decidedAt: now.wall, by: "partner",
            delivery: delivery.rawValue)
        nextDecision += 1
        try ledger.append([decision])
        effects.messages.append(message(decision: decision))
    }
}
