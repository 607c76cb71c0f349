// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// Filling the windows: lane by lane, each a quantum at a time, so that no partner's backlog delays
/// another's.
extension Engine {
    func dispatch(in ledger: any LedgerTransaction, now: Instant) throws {
        try flushEntries(in: ledger)
        try settleReleases(in: ledger, now: now)
        guard canPublish else { return }
        var turns = ready.count
        while turns > 0, !ready.isEmpty, underWay.count < limits.publishesUnderWay {
            let lane = ready.removeFirst()
            lane.isQueued = false
            turns -= 1
            let full = try fill(lane, in: ledger, now: now)
            if full, lane.room > 0 { queue(lane) }
        }
    }

    /// Publishes what waits in the lane, as far as window and quantum allow.
    ///
    /// - Returns: whether more may be waiting.
    private func fill(
        _ lane: Lane, in ledger: any LedgerTransaction, now: Instant
    ) throws -> Bool {
        guard lane.presence.isReachable else { return false }
        let limit = min(
            lane.room, limits.laneQuantum, limits.publishesUnderWay - underWay.count)
        guard limit > 0 else { return false }
        var records = try due(lane, in: ledger, now: now, limit: limit)
        if records.count < limit, lane.count(.backlog) > 0 {
            records += try ledger.waiting(
                partner: lane.partner.id, place: .backlog, dueBy: now.wall,
                limit: limit - records.count)
        }
        if records.count < limit {
            records += try unheard(lane, ledger, now, limit - records.count)
        }
        if !records.isEmpty { try send(records, in: lane, ledger: ledger, now: now) }
        try noteNextDue(of: lane, in: ledger, now: now)
        return records.count == limit
    }

    private func due(
        _ lane: Lane, in ledger: any LedgerTransaction, now: Instant, limit: Int
    ) throws -> [DeliveryRecord] {
        guard lane.count(.timed) > 0, let nextDue = lane.nextDue, nextDue <= now.wall else {
            return []
        }
        return try ledger.waiting(
            partner: lane.partner.id, place: .timed, dueBy: now.wall, limit: limit)
    }

    private func noteNextDue(
        of lane: Lane, in ledger: any LedgerTransaction, now: Instant
    ) throws {
        guard let nextDue = lane.nextDue, nextDue <= now.wall else { return }
        lane.nextDue = lane.count(.timed) > 0 ? try ledger.nextDue(partner: lane.partner.id) : nil
        noteTimer(due: lane.nextDue, now: now)
    }

    /// While nobody is heard, one delivery at a time is tried, at growing intervals.
    private func unheard(
        _ lane: Lane, _ ledger: any LedgerTransaction, _ now: Instant, _ limit: Int
    ) throws -> [DeliveryRecord] {
        guard lane.count(.unheard) > 0 else { return [] }
        var allowed = limit
        if let probeAt = lane.probeAt {
            guard probeAt <= now.monotonic else {
                noteTimer(probeAt)
                return []
            }
            allowed = 1
            lane.probeAt = now.monotonic + probeWait(lane)
            noteTimer(lane.probeAt ?? .max)
        }
        return try ledger.waiting(
            partner: lane.partner.id, place: .unheard, dueBy: now.wall, limit: allowed)
    }

    /// 2 s, doubling up to 30 s, in microseconds: a publish nobody hears reaches nobody twice.
    func probeWait(_ lane: Lane) -> Int64 {
        min(2_000_000 << Int64(min(lane.probeCount, 4)), 30_000_000)
    }

    private func send(
        _ waiting: [DeliveryRecord], in lane: Lane, ledger: any LedgerTransaction, now: Instant
    ) throws {
        var records = try livingOnly(waiting, in: lane, ledger: ledger, now: now)
        for index in records.indices {
            lane.counts[records[index].place.rawValue] -= 1
            records[index].place = .window
            lane.counts[Place.window.rawValue] += 1
        }
        try ledger.update(records)
        let orders = try orders(of: records, in: lane, ledger: ledger)
        for record in records {
            // A closed or earlier entry of the same event may still await its PUBACK.
            let entry = lane.entries[record.eventID] ?? WindowEntry(record)
            entry.record = record
            entry.record.unsavedHistory.removeAll()
            entry.order = orders[record.id.change]
            enter(entry, in: lane)
            publish(entry, in: lane, now: now)
        }
    }

    /// Closes those whose attempts are used up, by failures that were retried, and keeps the others.
    private func livingOnly(
        _ records: [DeliveryRecord], in lane: Lane, ledger: any LedgerTransaction, now: Instant
    ) throws -> [DeliveryRecord] {
        let attempts = lane.settings.retry.attempts
        guard records.contains(where: { $0.attempts >= attempts }) else { return records }
        var dead = records.filter { $0.attempts >= attempts }
        for index in dead.indices {
            let before = dead[index]
            dead[index].died(at: now.wall)
            countFacts(of: dead[index], before: before, in: lane)
            moved(dead[index], from: before.place, in: lane)
        }
        try ledger.update(dead)
        return records.filter { $0.attempts < attempts }
    }

    private func orders(
        of records: [DeliveryRecord], in lane: Lane, ledger: any LedgerTransaction
    ) throws -> [Int64: [UInt8]] {
        let full = records.filter { lane.settings.format(for: $0.eventType) == .full }
        return full.isEmpty ? [:] : try ledger.orderBodies(full.map { $0.id.change })
    }

    // MARK: The trigger

    /// Hands the entry's trigger out as its next attempt.
    func publish(_ entry: WindowEntry, in lane: Lane, now: Instant) {
        let record = entry.record
        let attempt = record.attempts + 1
        var message = WireMessage(
            topic: topics.orders(partner: record.partner, shop: record.shopID),
            payload: payload(of: entry, attempt: attempt, in: lane))
        message.token = nextToken
        message.expirySeconds = expirySeconds(until: record.deadline, now: now)
        message.correlationData = Array(record.eventID.text.utf8)
        message.userProperties = properties(of: record, attempt: attempt)
        underWay[nextToken] = Publish(lane: lane, entry: entry, attempt: attempt)
        entry.token = nextToken
        nextToken += 1
        counters.publishes += 1
        effects.messages.append(message)
        entry.order = nil
        plan(entry, in: lane, attempt: attempt, now: now)
    }

    private func payload(of entry: WindowEntry, attempt: Int, in lane: Lane) -> [UInt8] {
        let record = entry.record
        let trigger = Trigger(
            eventID: record.eventID, eventType: record.eventType,
            occurredAtText: record.occurredAt, attempt: attempt, orderID: record.orderID,
            orderJSON: entry.order)
        let wanted: TriggerFormat =
            lane.settings.format(for: record.eventType) == .full ? .full : .trigger
        let message = trigger.encode(wanted, payloadBytesMax: lane.settings.maxPayloadBytes)
        if message.format != wanted {
            entry.note = "as trigger: the full message is over max_payload_bytes"
        }
        return message.payload
    }

    private func plan(_ entry: WindowEntry, in lane: Lane, attempt: Int, now: Instant) {
        let wait = lane.settings.retry.waitMilliseconds(after: attempt, random: random.unit())
        entry.retryAt = now.monotonic + wait * 1000
        lane.nextRetry = min(lane.nextRetry, entry.retryAt)
        noteTimer(entry.retryAt)
    }

    private func properties(
        of record: DeliveryRecord, attempt: Int
    ) -> [WireMessage.UserProperty] {
        var all: [WireMessage.UserProperty] = [
            .init(name: "event_id", value: record.eventID.text),
            .init(name: "event_type", value: record.eventType.text),
            .init(name: "attempt", value: String(attempt)),
        ]
        if let traceparent = record.traceparent {
            all.append(.init(name: "traceparent", value: traceparent))
        }
        return all
    }

    private func expirySeconds(until deadline: Timestamp, now: Instant) -> UInt32 {
        let left = (deadline.microseconds - now.wall.microseconds + 999_999) / 1_000_000
        return UInt32(clamping: max(1, left))
    }

    /// The engine wants to be called at `time` (monotonic) at the latest, give or take 50 ms: timers
    /// that lie close together ring once.
    func noteTimer(_ time: Int64) {
        guard time != .max else { return }
        let grain: Int64 = 50_000
        nextTimer = min(nextTimer, (time + grain - 1) / grain * grain)
    }

    func noteTimer(due: Timestamp?, now: Instant) {
        if let due { noteTimer(now.monotonic(at: due)) }
    }
}
