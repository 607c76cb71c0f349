// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger

/// An invariant that does not hold.
struct Broken: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Knows what was promised and compares it with the ledger after every step.
struct Witness {
    var attempted: Set<String> = []
    var accepted: Set<String> = []
    private var seen: [DeliveryID: DeliveryRecord] = [:]
    private var attempts: [String: Int] = [:]
    private var steps = 0

    mutating func answered(_ event: String, _ outcome: ChangeResult.Outcome) {
        if outcome == .accepted || outcome == .duplicate { accepted.insert(event) }
    }

    // MARK: After each step

    /// What goes out: nothing that is not committed, in order, with rising attempts.
    mutating func check(
        _ effects: EngineEffects, at now: Instant, in ledger: MemoryLedger,
        settings: [PartnerID: PartnerSettings]
    ) throws {
        for message in effects.messages where message.token != 0 {
            let event = String(decoding: message.correlationData ?? [], as: UTF8.self)
            let key = DeliveryKey(
                partner: PartnerID(trusted: String(message.topic.split(separator: "/")[3])),
                event: EventID(trusted: event))
            guard let record = try ledger.inspect({ try $0.delivery(key)?.record }) else {
                throw Broken("phantom: \(event) is published and not in the ledger")
            }
            guard record.isOpen else { throw Broken("\(event) is published and closed") }
            try checkOrder(of: record, in: ledger, settings: settings)
            try checkAttempt(message, event)
        }
    }

    private func checkOrder(
        of record: DeliveryRecord, in ledger: MemoryLedger, settings: [PartnerID: PartnerSettings]
    ) throws {
        guard settings[record.partner]?.ordering == .perOrder else { return }
        let order = try ledger.inspect { ledger in
            try ledger.deliveries(ofOrder: record.orderID, partner: record.partner, limit: 1000)
        }
        let earlier = order.map(\.record).first {
            $0.id < record.id && $0.place.isUnreceived && $0.receivedAt == nil
        }
        if let earlier {
            let histories = order.filter { [record.id, earlier.id].contains($0.record.id) }
            throw Broken(
                "\(record.eventID.text) (\(record.place)) overtakes \(earlier.eventID.text)"
                    + " (\(earlier.place)) of its order\n"
                    + histories.map { detail in
                        "\(detail.record.eventID.text) \(detail.record.partner) id \(detail.record.id.rawValue) \(detail.record.place) accepted \(detail.record.acceptedAt.rfc3339) attempts \(detail.record.attempts): "
                            + detail.history.map {
                                "\($0.at.rfc3339) \($0.kind) \($0.detail)"
                            }.joined(separator: " | ")
                    }.joined(separator: "\n"))
        }
    }

    private mutating func checkAttempt(_ message: WireMessage, _ event: String) throws {
        let text = message.userProperties.first { $0.name == "attempt" }?.value ?? ""
        guard let attempt = Int(text), attempt >= 1 else { throw Broken("no attempt on \(event)") }
        // An attempt that nobody heard is given back, so the same number may come again.
        guard attempt >= attempts[event, default: 0] - 1 else {
            throw Broken("\(event): attempt \(attempt) after \(attempts[event] ?? 0)")
        }
        attempts[event] = max(attempt, attempts[event] ?? 0)
    }

    /// What the ledger says: sums, facts that stay, windows, deadlines.
    ///
    /// It looks at everything, so it looks at every 20th step.
    mutating func compare(
        _ ledger: MemoryLedger, now: Instant, settings: [PartnerID: PartnerSettings]
    ) throws {
        steps += 1
        guard steps % 20 == 0 else { return }
        var inWindow: [PartnerID: Int] = [:]
        for record in ledger.all {
            if let before = seen[record.id] { try checkFacts(before, record) }
            seen[record.id] = record
            if record.place == .window { inWindow[record.partner, default: 0] += 1 }
            if record.isOpen, record.deadline.adding(microseconds: 2_000_000) < now.wall {
                throw Broken("\(record.eventID.text) is open past its deadline")
            }
            guard attempted.contains(record.eventID.text) else {
                throw Broken("\(record.eventID.text) is in the ledger and was never sent")
            }
        }
        for (partner, count) in inWindow {
            let limit = settings[partner].map { $0.ordering == .strict ? 1 : $0.maxInFlight } ?? 0
            if count > limit { throw Broken("\(partner): \(count) in a window of \(limit)") }
        }
    }

    private func checkFacts(_ before: DeliveryRecord, _ after: DeliveryRecord) throws {
        let facts: [KeyPath<DeliveryRecord, Timestamp?>] = [
            \.publishedAt, \.brokerAckedAt, \.receivedAt, \.processedAt,
        ]
        for fact in facts {
            if let set = before[keyPath: fact], after[keyPath: fact] != set {
                throw Broken("\(after.eventID.text): a fact changed")
            }
        }
        guard let outcome = before.outcome, outcome != after.outcome else { return }
        let mayChange =
            switch (outcome, after.outcome) {
            case (.expired, .processed), (.dead, .processed), (.failed, .processed): true
            case (.expired, .failed), (.dead, .failed): true
            default: false
            }
        if !mayChange {
            throw Broken(
                "\(after.eventID.text): \(outcome) became \(String(describing: after.outcome))")
        }
    }

    // MARK: At the end

    func atRest(in ledger: MemoryLedger, now: Instant) throws {
        let all = ledger.all
        let stored = Set(all.map(\.eventID.text))
        let lost = accepted.subtracting(stored)
        if !lost.isEmpty { throw Broken("lost: \(lost.sorted())") }
        if let open = all.first(where: \.isOpen) {
            throw Broken("\(open.eventID.text) is open long after the storm: \(open.place)")
        }
        let faults = try ledger.inspect { try $0.verify() }
        if !faults.isEmpty { throw Broken("the ledger's own check: \(faults)") }
    }
}
