// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

/// The same random life, led on both ledgers, must look the same at every step: the in-memory one
/// stands in for the real one in simulation, and has to earn it.
@Suite struct LedgerTraceTests {
    @Test(
        "2500 random steps give the same answers on both ledgers", arguments: [11, 12] as [UInt64])
    func differential(seed: UInt64) async throws {
        try await StoreKind.memory.with { memory in
            try await StoreKind.sqlite.with { sqlite in
                var trace = Trace(seed: seed)
                sqlite.gatheredMax = 200
                for step in 0..<2500 {
                    let action = trace.next()
                    let one = Result { try memory.write(action) }
                    let other = Result { try sqlite.write(action) }
                    #expect(Trace.same(one, other), "seed \(seed), step \(step)")
                    trace.settle(succeeded: (try? one.get()) != nil)
                    if step % 100 == 99 {
                        let question = trace.question()
                        let answers = try await (memory.read(question), sqlite.read(question))
                        #expect(answers.0 == answers.1, "seed \(seed), step \(step)")
                        #expect(
                            try Snapshot(memory) == Snapshot(sqlite), "seed \(seed), step \(step)")
                    }
                    if step % 700 == 699 {
                        try memory.reopen()
                        try sqlite.reopen()
                    }
                }
            }
        }
    }
}

/// Makes up steps and knows what the ledgers should hold.
private struct Trace {
    typealias Action = (any LedgerTransaction) throws -> [String]

    private struct Stop: Error {}

    private var rows: RandomRows
    private var records: [DeliveryRecord] = []
    private var pending: [DeliveryRecord]?
    private var numbers: Int64 = 0

    init(seed: UInt64) { rows = RandomRows(seed: seed) }

    /// One transaction of a few calls; one in ten throws at its end.
    mutating func next() -> Action {
        var records = records
        var calls: [Action] = []
        for _ in 0...rows.random.below(3) { calls.append(call(&records)) }
        let fails = rows.random.chance(10)
        pending = fails ? nil : records
        return { store in
            let answers = try calls.flatMap { try $0(store) }
            if fails { throw Stop() }
            return answers
        }
    }

    mutating func settle(succeeded: Bool) {
        if succeeded, let pending { records = pending }
        pending = nil
    }

    private mutating func call(_ records: inout [DeliveryRecord]) -> Action {
        switch rows.random.below(10) {
        case 0, 1, 2: return accept(&records)
        case 3, 4, 5: return update(&records)
        case 6: return look(records)
        case 7: return acks(records)
        default: return ask()
        }
    }

    private mutating func accept(_ records: inout [DeliveryRecord]) -> Action {
        let new = rows.change()
        let places = Place.allCases.filter { $0 != .closed && $0 != .timed }
        let added = Sample.deliveries(of: new, place: rows.random.pick(places))
        records += added.map(\.saved)
        return { store in
            let known = try store.changes([new.change.eventID])
            try store.append([new])
            try store.insert(added)
            return ["\(known)"]
        }
    }

    private mutating func update(_ records: inout [DeliveryRecord]) -> Action {
        guard !records.isEmpty else { return { _ in [] } }
        var changed: [DeliveryRecord] = []
        for _ in 0...rows.random.below(4) {
            let index = rows.random.below(records.count)
            rows.stir(&records[index])
            changed.append(records[index])
            records[index].unsavedHistory = []
        }
        return { [changed] store in
            try store.update(changed)
            return []
        }
    }

    private mutating func look(_ records: [DeliveryRecord]) -> Action {
        guard !records.isEmpty else { return { _ in [] } }
        let picked = (0..<5).map { _ in rows.random.pick(records) }
        let partner = rows.random.pick(Sample.partners)
        let keys = picked.map { DeliveryKey(partner: partner, event: $0.eventID) }
        return { store in
            [
                "\(try store.deliveries(picked.map(\.id)))",
                "\(try store.deliveries(keys))",
                "\(try store.orderBodies(picked.map(\.id.change)).sorted { $0.key < $1.key })",
                "\(try store.open(partner: partner, order: picked[0].orderID))",
                "\(String(describing: try store.told(partner: partner, order: picked[1].orderID)))",
            ]
        }
    }

    private mutating func acks(_ records: [DeliveryRecord]) -> Action {
        numbers += 1
        let (number, count) = (numbers, rows.random.below(30))
        let record = records.last
        let sender = rows.random.pick(["beans", "crema", "ghost"])
        let mark = rows.random.chance(50) ? "\(number)" : nil
        return { store in
            try store.append([
                Sample.ack(number, from: sender, event: record?.eventID, delivery: record?.id)
            ])
            var decision = Sample.decision(number)
            if let record {
                (decision.partnerID, decision.orderID) = (record.partner, record.orderID)
                decision.delivery = record.id.rawValue
            }
            try store.append([decision])
            if count < 5 { try store.trimAcks(of: sender, keeping: count) }
            try store.setMark("m", to: mark)
            return []
        }
    }

    private mutating func ask() -> Action {
        let (partner, place) = (rows.random.pick(Sample.partners), rows.random.pick(Place.allCases))
        let now = Sample.time(Int64(rows.random.below(5000)))
        let limit = rows.random.below(20)
        return { store in
            [
                "\(try store.waiting(partner: partner, place: place, dueBy: now, limit: limit))",
                "\(try store.waiting(partner: partner, place: .timed, dueBy: now, limit: limit))",
                "\(String(describing: try store.nextDue(partner: partner)))",
                "\(try store.overdue(at: now, limit: limit))",
                "\(String(describing: try store.firstDeadline()))",
            ]
        }
    }

    /// Everything that can be read, as text.
    mutating func question() -> @Sendable (any LedgerReads) throws -> [String] {
        let filter = rows.filter()
        let (partner, order) = (rows.random.pick(Sample.partners), OrderID(trusted: "order-3"))
        let keys = records.suffix(20).map { DeliveryKey(partner: $0.partner, event: $0.eventID) }
        let times = [100, 3000].map { Sample.time($0 + Int64(rows.random.below(1500))) }
        let event = keys.last?.event
        return { reads in
            var acks = AckFilter()
            acks.event = event
            return [
                "\(try keys.map(reads.delivery))",
                "\(try reads.deliveries(filter, before: nil, limit: 50))",
                "\(try reads.deliveries(ofOrder: order, partner: nil, limit: 50))",
                "\(try reads.events(partner: partner, after: nil, limit: 1000))",
                """
                \(try reads.events(
                    partner: partner, type: EventType(trusted: "new_order"), newerThan: times[0],
                    olderThan: times[1], limit: 100))
                """,
                "\(try reads.openDeliveries(partner: partner, after: nil, limit: 100))",
                "\(String(describing: try reads.latestChange(ofOrder: order, partner: partner)))",
                "\(try reads.decisions(after: 3, limit: 50))",
                "\(try reads.acks(acks, before: nil, limit: 50))",
                "\(try reads.acks(AckFilter(), before: nil, limit: 50))",
                "\([try reads.oldestOpen(partner: partner, places: Place.allCases)])",
            ]
        }
    }

    static func same(_ one: Result<[String], any Error>, _ other: Result<[String], any Error>)
        -> Bool
    {
        switch (one, other) {
        case (.success(let a), .success(let b)): a == b
        case (.failure(let a), .failure(let b)): type(of: a) == type(of: b)
        default: false
        }
    }
}
