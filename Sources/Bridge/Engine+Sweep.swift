// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// What happens because time passes: retries, attempts used up, deadlines.
extension Engine {
    func sweep(in ledger: any LedgerTransaction, now: Instant) throws {
        // Deadlines first: what has expired is not published once more.
        if let nextDeadline, nextDeadline <= now.wall { try expire(in: ledger, now: now) }
        if nextTimer <= now.monotonic { try ringTimers(in: ledger, now: now) }
    }

    private func ringTimers(in ledger: any LedgerTransaction, now: Instant) throws {
        nextTimer = .max
        for lane in laneList {
            if lane.nextRetry <= now.monotonic { try retry(lane, in: ledger, now: now) }
            noteTimer(lane.nextRetry)
            if lane.count(.timed) > 0, let due = lane.nextDue {
                if due <= now.wall { queue(lane) } else { noteTimer(due: due, now: now) }
            }
            if lane.count(.unheard) > 0, let probeAt = lane.probeAt {
                if probeAt <= now.monotonic { queue(lane) } else { noteTimer(probeAt) }
            }
        }
    }

    /// Publishes again, or gives up on, what no device has received in time.
    private func retry(_ lane: Lane, in ledger: any LedgerTransaction, now: Instant) throws {
        let due = lane.entries.values
            .filter { $0.retryAt <= now.monotonic }
            .sorted { $0.record.id < $1.record.id }
        let orders = try orders(of: due, in: lane, ledger: ledger)
        for entry in due {
            entry.order = orders[entry.record.id.change]
            retry(entry, in: lane, now: now)
        }
        lane.nextRetry = lane.entries.values.reduce(.max) { min($0, $1.retryAt) }
    }

    private func orders(
        of entries: [WindowEntry], in lane: Lane, ledger: any LedgerTransaction
    ) throws -> [Int64: [UInt8]] {
        let full = entries.filter { lane.settings.format(for: $0.record.eventType) == .full }
        return full.isEmpty ? [:] : try ledger.orderBodies(full.map { $0.record.id.change })
    }

    private func retry(_ entry: WindowEntry, in lane: Lane, now: Instant) {
        let before = entry.record
        if entry.token != nil {
            // The last publish is still under way: the broker is away or stuck.
            entry.retryAt = now.monotonic + 1_000_000
        } else if before.attempts >= lane.settings.retry.attempts {
            entry.record.died(at: now.wall)
            changed(entry, from: before, in: lane)
        } else if !lane.presence.isReachable {
            wait(entry, in: lane, place: .unheard, why: .deviceOffline, now: now)
        } else if !canPublish {
            wait(entry, in: lane, place: .backlog, why: .brokerAway, now: now)
        } else {
            publish(entry, in: lane, now: now)
        }
    }

    /// Takes an entry out of the window: it is deferred, which is no attempt.
    func wait(
        _ entry: WindowEntry, in lane: Lane, place: Place, why: Reason, now: Instant,
        givingBackAttempt: Bool = false
    ) {
        let before = entry.record
        entry.record.place = place
        entry.record.nextAttemptAt = nil
        entry.record.deferred(why, at: now.wall, givingBackAttempt: givingBackAttempt)
        changed(entry, from: before, in: lane)
    }

    private func expire(in ledger: any LedgerTransaction, now: Instant) throws {
        try flushEntries(in: ledger)
        let overdue = try ledger.overdue(at: now.wall, limit: limits.sweepBatch)
        var closed: [DeliveryRecord] = []
        for var record in overdue {
            guard let lane = lanes[record.partner] else { continue }
            if let entry = lane.entries[record.eventID], entry.record.isOpen {
                let before = entry.record
                entry.record.expired(at: now.wall)
                changed(entry, from: before, in: lane)
            } else {
                let before = record
                record.expired(at: now.wall)
                countFacts(of: record, before: before, in: lane)
                moved(record, from: before.place, in: lane)
                closed.append(record)
            }
        }
        if !closed.isEmpty { try ledger.update(closed) }
        try flushEntries(in: ledger)
        nextDeadline = try ledger.firstDeadline()
    }
}
