// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// Accepting order changes: one answer per change, all of them after the commit.
extension Engine {
    func accept(
        _ request: ChangeRequest, in ledger: any LedgerTransaction, now: Instant
    ) throws {
        guard hasRoom(for: request.items) else {
            effects.replies.append { request.reply(.failure(Self.full)) }
            return
        }
        let results = try accept(request.items, in: ledger, now: now)
        effects.replies.append { request.reply(.success(results)) }
    }

    /// Whether the changes can be accepted without going over the bound on open deliveries.
    func hasRoom(for items: [Result<OrderChange, Problem>]) -> Bool {
        let deliveries = items.reduce(0) { sum, item in
            if case .success(let change) = item { sum + change.partners.count } else { sum }
        }
        return openDeliveries + deliveries <= limits.openDeliveries
    }

    static let full = LedgerError(
        .unavailable, "accept the changes",
        advice: "As many deliveries are open as limits.open_deliveries allows; send again later.")

    /// - Returns: a result per item, in order; true only once the transaction is durable.
    func accept(
        _ items: [Result<OrderChange, Problem>], in ledger: any LedgerTransaction, now: Instant
    ) throws -> [ChangeResult] {
        var batch = AcceptBatch()
        let known = try knownChanges(items, in: ledger)
        var position = 0
        for item in items {
            switch item {
            case .failure(let problem):
                batch.results.append(
                    ChangeResult(eventID: problem.eventID, outcome: .invalid, problem: problem))
            case .success(let change):
                let stored = known[position]
                position += 1
                try take(change, stored: stored, into: &batch, in: ledger, now: now)
            }
        }
        if !batch.changes.isEmpty {
            try ledger.append(batch.changes)
            try ledger.insert(batch.deliveries.map { $0.entry?.record ?? $0.record })
            for delivery in batch.deliveries { delivery.entry?.record.unsavedHistory.removeAll() }
        }
        publish(batch, now: now)
        return batch.results
    }

    private func knownChanges(
        _ items: [Result<OrderChange, Problem>], in ledger: any LedgerTransaction
    ) throws -> [StoredChange?] {
        let events = items.compactMap { item in
            if case .success(let change) = item { change.eventID } else { nil }
        }
        return events.isEmpty ? [] : try ledger.changes(events)
    }

    private func take(
        _ change: OrderChange, stored: StoredChange?, into batch: inout AcceptBatch,
        in ledger: any LedgerTransaction, now: Instant
    ) throws {
        if let before = stored?.fingerprint ?? batch.fingerprints[change.eventID] {
            batch.results.append(repeated(change, before: before))
            return
        }
        if let problem = unknownPartner(in: change) {
            batch.results.append(
                ChangeResult(eventID: change.eventID, outcome: .invalid, problem: problem))
            return
        }
        let sequence = nextChange
        nextChange += 1
        batch.fingerprints[change.eventID] = change.fingerprint
        batch.changes.append(
            NewChange(sequence: sequence, change: change, acceptedAt: now.wall))
        for (ordinal, partner) in change.partners.enumerated() {
            guard let lane = lanes[partner] else { continue }
            try place(
                change, id: DeliveryID(change: sequence, ordinal: ordinal), in: lane,
                batch: &batch, ledger: ledger, now: now)
        }
        batch.results.append(ChangeResult(eventID: change.eventID, outcome: .accepted))
    }

    private func repeated(_ change: OrderChange, before: Fingerprint) -> ChangeResult {
        if before == change.fingerprint {
            return ChangeResult(eventID: change.eventID, outcome: .duplicate)
        }
        let problem = Problem(
            .conflict,
            "This event_id was accepted with other content; give a new event its own event_id.",
            eventID: change.eventID)
        return ChangeResult(eventID: change.eventID, outcome: .conflict, problem: problem)
    }

    private func unknownPartner(in change: OrderChange) -> Problem? {
        guard let index = change.partners.firstIndex(where: { lanes[$0] == nil }) else {
            return nil
        }
        let pointer = change.partners.count == 1 ? "/partner_id" : "/partner_ids/\(index)"
        return Problem(
            kind: .unknownPartner,
            detail: "There is no partner \"\(change.partners[index].text)\"; correct the id, or add"
                + " the partner first.",
            errors: [.init(pointer: pointer, detail: "unknown partner")], eventID: change.eventID)
    }

    /// Makes the delivery and decides where it waits.
    private func place(
        _ change: OrderChange, id: DeliveryID, in lane: Lane, batch: inout AcceptBatch,
        ledger: any LedgerTransaction, now: Instant
    ) throws {
        let deadlines = lane.settings.deadlines(for: change, acceptedAt: now.wall)
        var record = DeliveryRecord(
            id: id, partner: lane.partner.id, eventID: change.eventID,
            eventType: change.eventType, orderID: change.orderID, revision: change.revision,
            shopID: change.shopID, occurredAt: change.occurredAtText,
            traceparent: change.traceparent, acceptedAt: now.wall,
            deliverBy: deadlines.deliverBy, processBy: deadlines.processBy, place: .backlog)
        if lane.settings.supersede {
            try supersede(before: change, in: lane, ledger: ledger, now: now)
        }
        let wait = try whyWait(record, in: lane, batch: batch, ledger: ledger)
        if let wait {
            record.place = wait.place
            if let reason = wait.reason { record.deferred(reason, at: now.wall) }
        } else {
            record.place = .window
        }
        var entry: WindowEntry?
        if record.place == .window {
            let fresh = WindowEntry(record)
            fresh.order = change.order
            enter(fresh, in: lane)
            batch.publishing += 1
            entry = fresh
        }
        lane.counts[record.place.rawValue] += 1
        countAccepted(in: lane)
        batch.orders.insert(OrderKey(partner: lane.partner.id, order: change.orderID))
        batch.deliveries.append(AcceptBatch.Delivery(lane: lane, record: record, entry: entry))
        noteDeadline(record.deadline)
    }

    /// Why the delivery can't go out at once, and where it waits; nil: it can.
    private func whyWait(
        _ record: DeliveryRecord, in lane: Lane, batch: AcceptBatch,
        ledger: any LedgerTransaction
    ) throws -> (place: Place, reason: Reason?)? {
        if lane.settings.format(for: record.eventType) == .count { return (.polled, nil) }
        if lane.settings.ordering == .perOrder,
            try hasPredecessor(record, in: lane, batch: batch, ledger: ledger)
        {
            return (.held, .earlierFirst)
        }
        if !lane.presence.isReachable { return (.unheard, .deviceOffline) }
        if let probeAt = lane.probeAt {
            // With nothing waiting until now, nobody watched the time of the next probe.
            noteTimer(probeAt)
            return (.unheard, .noSubscriber)
        }
        if !canPublish { return (.backlog, .brokerAway) }
        if lane.room == 0 || lane.count(.backlog) > 0 || lane.count(.timed) > 0
            || underWay.count + batch.publishing >= limits.publishesUnderWay
        {
            queue(lane)
            return (.backlog, .windowFull)
        }
        return nil
    }

    /// Whether an earlier delivery of the same order to this partner is not yet received.
    private func hasPredecessor(
        _ record: DeliveryRecord, in lane: Lane, batch: AcceptBatch,
        ledger: any LedgerTransaction
    ) throws -> Bool {
        if lane.unreceived == 0 { return false }
        if lane.ordersInFlight[record.orderID] != nil { return true }
        if batch.orders.contains(OrderKey(partner: record.partner, order: record.orderID)) {
            return true
        }
        if lane.unreceived == lane.count(.window) { return false }
        return try ledger.open(partner: record.partner, order: record.orderID)
            .contains { $0.place.isUnreceived }
    }

    /// Closes the order's deliveries that have not gone out: this one tells the same and more.
    private func supersede(
        before change: OrderChange, in lane: Lane, ledger: any LedgerTransaction, now: Instant
    ) throws {
        guard lane.unreceived > lane.count(.window) else { return }
        try flushEntries(in: ledger)
        let older = try ledger.open(partner: lane.partner.id, order: change.orderID)
            .filter { $0.place.isUnreceived && $0.place != .window }
        var closed: [DeliveryRecord] = []
        for var record in older {
            let before = record
            // One that still awaits a PUBACK is in memory too; that copy is the one that counts.
            if let entry = lane.entries[record.eventID] {
                entry.record.superseded(by: change.eventID, at: now.wall)
                changed(entry, from: before, in: lane)
            } else {
                record.superseded(by: change.eventID, at: now.wall)
                countFacts(of: record, before: before, in: lane)
                moved(record, from: before.place, in: lane)
                closed.append(record)
            }
        }
        if !closed.isEmpty { try ledger.update(closed) }
    }

    private func publish(_ batch: AcceptBatch, now: Instant) {
        for delivery in batch.deliveries {
            if let entry = delivery.entry { publish(entry, in: delivery.lane, now: now) }
        }
    }
}

/// What one request adds, gathered so that the ledger is called once.
private struct AcceptBatch {
    struct Delivery {
        let lane: Lane
        let record: DeliveryRecord
        let entry: WindowEntry?
    }

    var results: [ChangeResult] = []
    var changes: [NewChange] = []
    var deliveries: [Delivery] = []
    var fingerprints: [EventID: Fingerprint] = [:]
    var orders: Set<OrderKey> = []
    var publishing = 0
}

/// An order as one partner sees it.
struct OrderKey: Hashable {
    let partner: PartnerID
    let order: OrderID
}
