// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// The bookkeeping of who waits where: every change of place goes through here.
extension Engine {
    /// Puts an entry into its lane's window; the caller counts the place.
    func enter(_ entry: WindowEntry, in lane: Lane) {
        lane.entries[entry.record.eventID] = entry
        lane.inFlight += 1
        lane.ordersInFlight[entry.record.orderID, default: 0] += 1
    }

    /// A record outside the window changed its place.
    func moved(_ record: DeliveryRecord, from before: Place, in lane: Lane) {
        guard record.place != before else { return }
        lane.counts[before.rawValue] -= 1
        if record.place == .closed {
            openDeliveries -= 1
            noteCount(in: lane)
        } else {
            lane.counts[record.place.rawValue] += 1
        }
        if before.isUnreceived, !record.place.isUnreceived { released(record, in: lane) }
        if record.place == .timed { noteDue(record, in: lane) }
        if record.place == .backlog { queue(lane) }
        noteTotals(of: record, in: lane)
    }

    /// An entry's record was changed by a rule; takes it out of the window if it left.
    func changed(_ entry: WindowEntry, from before: DeliveryRecord, in lane: Lane) {
        markDirty(entry)
        let record = entry.record
        if before.place == .window, record.place != .window {
            leave(entry, in: lane)
            queue(lane)
        }
        countFacts(of: record, before: before, in: lane)
        moved(record, from: before.place, in: lane)
    }

    private func leave(_ entry: WindowEntry, in lane: Lane) {
        lane.inFlight -= 1
        let order = entry.record.orderID
        if let count = lane.ordersInFlight[order] {
            lane.ordersInFlight[order] = count > 1 ? count - 1 : nil
        }
        entry.retryAt = .max
        entry.order = nil
    }

    /// Forgets an entry that nothing keeps: it is in the window, has facts that the ledger lacks, or
    /// has a publish under way that will bring the fact "broker_acked".
    func forget(_ entry: WindowEntry, in lane: Lane) {
        guard entry.record.place != .window, !entry.isDirty, entry.token == nil,
            lane.entries[entry.record.eventID] === entry
        else { return }
        lane.entries[entry.record.eventID] = nil
    }

    func markDirty(_ entry: WindowEntry) {
        if !entry.isDirty {
            entry.isDirty = true
            dirty.append(entry)
        }
    }

    /// The lane may have something to publish.
    func queue(_ lane: Lane) {
        guard !lane.isQueued, lane.hasWaiting else { return }
        lane.isQueued = true
        ready.append(lane)
    }

    func noteDeadline(_ deadline: Timestamp) {
        nextDeadline = nextDeadline.map { min($0, deadline) } ?? deadline
    }

    private func noteDue(_ record: DeliveryRecord, in lane: Lane) {
        guard let due = record.nextAttemptAt else { return }
        lane.nextDue = lane.nextDue.map { min($0, due) } ?? due
    }

    /// Remembers to let the order's next delivery go.
    private func released(_ record: DeliveryRecord, in lane: Lane) {
        guard lane.count(.held) > 0 else { return }
        releases.append((lane, record.orderID))
    }

    /// Lets the next held delivery of each released order wait like any other.
    ///
    /// Runs when everything recorded so far is written, since it asks the ledger.
    func settleReleases(in ledger: any LedgerTransaction, now: Instant) throws {
        while let (lane, order) = releases.popLast() {
            let open = try ledger.open(partner: lane.partner.id, order: order)
                .filter { $0.place.isUnreceived }
            guard var next = open.first, next.place == .held else { continue }
            next.place = .backlog
            try ledger.update([next])
            moved(next, from: .held, in: lane)
        }
    }

    // MARK: Sums

    func countAccepted(in lane: Lane) {
        openDeliveries += 1
        noteCount(in: lane)
        lane.totals.accepted += 1
        effects.told.insert(lane.partner.id)
        noteTotals(in: lane)
    }

    /// Adds the facts and outcomes that `record` has and `before` had not.
    func countFacts(of record: DeliveryRecord, before: DeliveryRecord, in lane: Lane) {
        if before.publishedAt == nil, record.publishedAt != nil { lane.totals.published += 1 }
        if before.receivedAt == nil, record.receivedAt != nil { lane.totals.received += 1 }
        if before.processedAt == nil, record.processedAt != nil {
            lane.totals.processedFacts += 1
        }
        if before.outcome != record.outcome {
            if let old = before.outcome { lane.totals.outcomes[old, default: 0] -= 1 }
            if let new = record.outcome { lane.totals.outcomes[new, default: 0] += 1 }
        }
        if record.late, !before.late { lane.totals.late += 1 }
        noteTotals(in: lane)
    }

    private func noteTotals(of record: DeliveryRecord, in lane: Lane) { noteTotals(in: lane) }

    func noteTotals(in lane: Lane) {
        if !lane.totalsChanged {
            lane.totalsChanged = true
            lanesWithChangedTotals.append(lane)
        }
    }
}
