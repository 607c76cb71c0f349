// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// Recording what devices and partners say. Every ack, good or bad, is kept with its verdict.
extension Engine {
    func record(
        _ request: CallbackRequest, in ledger: any LedgerTransaction, now: Instant
    ) throws {
        var batch = AckBatch()
        for item in request.items {
            switch item {
            case .acks(let partner, let device, let parse, let payload):
                batch.add(
                    AckSource(partner: partner, device: device), parse: parse, payload: payload)
            case .presence(let partner, let device, let online):
                note(presenceOf: device, of: partner, online: online)
            case .changes(let items):
                let results =
                    hasRoom(for: items)
                    ? try accept(items, in: ledger, now: now) : items.map(refusedForNow)
                effects.messages.append(message(results: results))
            case .unreadableChanges(let problem):
                let result = ChangeResult(eventID: nil, outcome: .invalid, problem: problem)
                effects.messages.append(message(results: [result]))
            case .retainedAck: counters.retainedAcks += 1
            case .foreign: counters.foreignTopics += 1
            }
        }
        let results = try record(batch, in: ledger, now: now)
        for (item, result) in zip(batch.items, results) {
            guard let device = item.source.device else { continue }
            effects.messages.append(message(result, to: item.source, device))
        }
        effects.replies.append { request.reply(true) }
    }

    func record(
        _ request: AckRequest, in ledger: any LedgerTransaction, now: Instant
    ) throws {
        var batch = AckBatch()
        let source = AckSource(partner: request.partner, device: nil)
        for item in request.items { batch.add(source, item) }
        let results = try record(batch, in: ledger, now: now)
        effects.replies.append { request.reply(.success(results)) }
    }

    /// MQTT has no 503: each change is answered as not accepted, to be sent again later.
    private func refusedForNow(_ item: Result<OrderChange, Problem>) -> ChangeResult {
        let event: EventID? =
            switch item {
            case .success(let change): change.eventID
            case .failure(let problem): problem.eventID
            }
        return ChangeResult(
            eventID: event, outcome: .invalid,
            problem: Problem(.unavailable, Self.full.advice, eventID: event))
    }

    // MARK: One batch

    private func record(
        _ batch: AckBatch, in ledger: any LedgerTransaction, now: Instant
    ) throws -> [AckResult] {
        guard !batch.items.isEmpty else { return [] }
        var loaded = try load(batch, in: ledger)
        var inbox: [InboxAck] = []
        var decisions: [Decision] = []
        var results: [AckResult] = []
        for item in batch.items {
            let judged = judge(item, loaded: &loaded, decisions: &decisions, now: now)
            results.append(judged.result)
            inbox.append(judged.inbox)
        }
        try save(loaded, in: ledger)
        try ledger.append(inbox)
        try trim(inbox, in: ledger)
        if !decisions.isEmpty {
            try ledger.append(decisions)
            effects.messages += decisions.map(message(decision:))
        }
        return results
    }

    /// Reads the deliveries that are not in a window.
    private func load(
        _ batch: AckBatch, in ledger: any LedgerTransaction
    ) throws -> [DeliveryKey: LoadedRecord] {
        var keys: [DeliveryKey] = []
        var seen: Set<DeliveryKey> = []
        for item in batch.items {
            guard case .ack(let ack) = item.content, let lane = lanes[item.source.partner],
                lane.entries[ack.eventID] == nil
            else { continue }
            let key = DeliveryKey(partner: item.source.partner, event: ack.eventID)
            if seen.insert(key).inserted { keys.append(key) }
        }
        guard !keys.isEmpty else { return [:] }
        var loaded: [DeliveryKey: LoadedRecord] = [:]
        for (key, record) in zip(keys, try ledger.deliveries(keys)) {
            if let record { loaded[key] = LoadedRecord(record) }
        }
        return loaded
    }

    private func save(
        _ loaded: [DeliveryKey: LoadedRecord], in ledger: any LedgerTransaction
    ) throws {
        let changed = loaded.values.filter(\.isChanged).map(\.record).sorted { $0.id < $1.id }
        if !changed.isEmpty { try ledger.update(changed) }
    }

    private func judge(
        _ item: AckBatch.Item, loaded: inout [DeliveryKey: LoadedRecord],
        decisions: inout [Decision], now: Instant
    ) -> (result: AckResult, inbox: InboxAck) {
        let number = nextAck
        nextAck += 1
        let raw: [UInt8]
        var problem: Problem?
        var event: EventID?
        var delivery: DeliveryID?
        var receipt: Receipt?
        switch item.content {
        case .bad(let fault, let bytes):
            (problem, raw, event) = (fault, bytes, fault.eventID)
        case .ack(let ack):
            (raw, event) = (ack.raw, ack.eventID)
            let key = DeliveryKey(partner: item.source.partner, event: ack.eventID)
            if let (verdict, record) = apply(
                ack, key: key, from: item.source, number: number, loaded: &loaded,
                decisions: &decisions, now: now)
            {
                delivery = record.id
                receipt = Receipt(
                    eventID: ack.eventID, verdict: Receipt.Verdict(verdict),
                    outcomeOrStage: record.outcomeOrStage, recordedAt: now.wall)
            } else {
                problem = .unknownEvent(ack.eventID)
            }
        }
        let inbox = InboxAck(
            id: number, receivedAt: now.wall, sender: item.source.partner.text,
            device: item.source.device, channel: item.source.device == nil ? .http : .mqtt,
            payload: raw, verdict: problem?.kind.slug ?? receipt?.verdict.rawValue ?? "",
            detail: problem?.detail ?? "", eventID: event, delivery: delivery)
        if let receipt { return (.receipt(receipt), inbox) }
        return (.problem(problem ?? .unknownEvent(nil)), inbox)
    }

    /// - Returns: nil if this partner has no such delivery.
    private func apply(
        _ ack: Ack, key: DeliveryKey, from source: AckSource, number: Int64,
        loaded: inout [DeliveryKey: LoadedRecord], decisions: inout [Decision], now: Instant
    ) -> (AckVerdict, DeliveryRecord)? {
        guard let lane = lanes[key.partner] else { return nil }
        let wait = lane.settings.retry.waitMilliseconds(
            asked: ack.retryAfterS, attempt: 1, random: random.unit())
        let actor: AckActor = source.device.map { .device($0) } ?? .partner
        let (before, after, verdict): (DeliveryRecord, DeliveryRecord, AckVerdict)
        if let entry = lane.entries[key.event] {
            before = entry.record
            verdict = entry.record.apply(
                ack, by: actor, at: now.wall, reference: number, retryWait: wait)
            if entry.record != before { changed(entry, from: before, in: lane) }
            after = entry.record
        } else if let held = loaded[key] {
            before = held.record
            verdict = held.record.apply(
                ack, by: actor, at: now.wall, reference: number, retryWait: wait)
            if held.record != before {
                held.isChanged = true
                countFacts(of: held.record, before: before, in: lane)
                moved(held.record, from: before.place, in: lane)
            }
            after = held.record
        } else {
            return nil
        }
        lane.totals.acks += 1
        noteTotals(in: lane)
        evidence(of: source, in: lane)
        if after.place == .timed { noteTimer(due: after.nextAttemptAt, now: now) }
        if after.isOpen, after.deadline != before.deadline { noteDeadline(after.deadline) }
        if let decision = decision(on: ack, verdict, before, after, source, now) {
            decisions.append(decision)
        }
        return (verdict, after)
    }

    /// An ack shows that the partner's devices hear.
    private func evidence(of source: AckSource, in lane: Lane) {
        guard let device = source.device else { return }
        let wasReachable = lane.presence.isReachable
        lane.presence.heard(from: device)
        if lane.probeAt != nil || !wasReachable { heard(lane) }
    }

    private func decision(
        on ack: Ack, _ verdict: AckVerdict, _ before: DeliveryRecord, _ after: DeliveryRecord,
        _ source: AckSource, _ now: Instant
    ) -> Decision? {
        guard let status = ack.orderStatus, before.processedAt == nil, after.processedAt != nil
        else { return nil }
        let number = nextDecision
        nextDecision += 1
        return Decision(
            decisionID: String(number), partnerID: after.partner, orderID: after.orderID,
            newStatus: status, reason: ack.reason, preparationTimeS: ack.preparationTimeS,
            decidedAt: now.wall, by: source.device?.text ?? "partner",
            delivery: after.id.rawValue)
    }

    /// Keeps the inbox of each sender within its bound, some at a time.
    private func trim(_ inbox: [InboxAck], in ledger: any LedgerTransaction) throws {
        var senders: [String: Int] = [:]
        for ack in inbox { senders[ack.sender, default: 0] += 1 }
        let slack = limits.inboxPerSender / 10
        for (sender, count) in senders {
            let total = inboxCounts[sender, default: 0] + count
            inboxCounts[sender] = total
            if total > limits.inboxPerSender + slack {
                try ledger.trimAcks(of: sender, keeping: limits.inboxPerSender)
                inboxCounts[sender] = limits.inboxPerSender
            }
        }
    }

    private func note(presenceOf device: DeviceID, of partner: PartnerID, online: Bool) {
        guard let lane = lanes[partner] else { return }
        let known = lane.presence.devices[device] != nil
        guard known || lane.presence.devices.count < DevicePresence.devicesMax else { return }
        lane.presence.set(device, online: online)
        if lane.presence.isReachable { heard(lane) }
    }

    // MARK: Answers

    private func message(
        _ result: AckResult, to source: AckSource, _ device: DeviceID
    ) -> WireMessage {
        let payload =
            switch result {
            case .receipt(let receipt): receipt.encode()
            case .problem(let problem): problem.encode()
            }
        // The topic comes from who sent the ack, never from anything in the message.
        return WireMessage(
            topic: topics.receipts(partner: source.partner, device: device), payload: payload)
    }

    private func message(results: [ChangeResult]) -> WireMessage {
        WireMessage(topic: topics.backendResults, payload: ChangeResult.encode(results))
    }

    func message(decision: Decision) -> WireMessage {
        WireMessage(topic: topics.backendDecisions, payload: decision.encode())
    }
}

/// Who sent an ack: taken from the topic, or from the token.
struct AckSource {
    let partner: PartnerID
    /// nil: over HTTP.
    let device: DeviceID?
}

/// Acks that are recorded together.
private struct AckBatch {
    struct Item {
        let source: AckSource
        let content: AckItem
    }

    var items: [Item] = []

    mutating func add(_ source: AckSource, _ item: AckItem) {
        items.append(Item(source: source, content: item))
    }

    mutating func add(_ source: AckSource, parse: AckParse, payload: [UInt8]) {
        switch parse {
        case .unreadable(let problem): add(source, .bad(problem, raw: payload))
        case .items(let all, isBatch: _): for item in all { add(source, item) }
        }
    }
}

/// A delivery that was read from the ledger for this batch.
private final class LoadedRecord {
    var record: DeliveryRecord
    var isChanged = false

    init(_ record: DeliveryRecord) { self.record = record }
}

extension Receipt.Verdict {
    init(_ verdict: AckVerdict) {
        self =
            switch verdict {
            case .applied: .applied
            case .duplicate: .duplicate
            case .late: .late
            case .ignored: .ignored
            }
    }
}
