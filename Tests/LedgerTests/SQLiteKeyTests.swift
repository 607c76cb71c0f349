// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

@testable import SQLiteLedger

/// Changes are found by their ids wherever the keys are: in memory, in the table, or half way.
@Suite struct SQLiteKeyTests {
    @Test("a key is part of the format")
    func frozen() {
        let numbers = ["", "a", "event-1", "8d0e2d9a-3c55-4e0c-9a4f-0123456789ab"]
            .map { ChangeKey(event: $0).number }

        #expect(numbers == Self.frozenNumbers)
    }

    private static let frozenNumbers: [Int64] = [
        7_304_112_157_436_931_257, -2_323_909_139_167_429_351, -5_739_163_402_876_385_196,
        813_528_579_867_066_421,
    ]

    @Test("keys spread over the buckets and hardly ever meet")
    func spread() {
        var counts = [Int](repeating: 0, count: KeyBuffer.bucketCount)
        var numbers: Set<Int64> = []
        for index in 0..<100_000 {
            let number = ChangeKey(event: "order-\(index)").number
            numbers.insert(number)
            counts[KeyBuffer.bucket(of: number)] += 1
        }

        #expect(numbers.count == 100_000)
        #expect(counts.allSatisfy { 100...300 ~= $0 })
    }

    @Test("a change is found before, while and after its keys are written, and after a restart")
    func everyWay() async throws {
        try await withSmallBuffer(2000) { ledger in
            for batch in 0..<30 {
                try ledger.write { store in
                    for part in 0..<3 {
                        let first = Int64(batch * 60 + part * 20)
                        let changes = (1...20).map { Self.change(first + $0) }
                        try store.append(changes)
                        try store.insert(changes.flatMap { Sample.deliveries(of: $0) })
                    }
                }
                try await Self.expectFound(through: Int64(batch * 60 + 60), in: ledger)
                if batch % 10 == 9 { try ledger.reopen() }
            }
            #expect(try await ledger.read { try $0.verify() }.filter { !$0.contains("sums") } == [])
        }
    }

    @Test("a transaction that throws leaves the keys as they were")
    func rollback() async throws {
        struct Stop: Error {}
        try await withSmallBuffer(50) { ledger in
            for batch in 0..<20 {
                let first = Int64(batch * 30)
                #expect(throws: Stop.self) {
                    try ledger.write { store in
                        try store.append((1...300).map { Sample.change(first + $0, order: "gone") })
                        throw Stop()
                    }
                }
                try ledger.write { store in
                    let changes = (1...30).map { Self.change(first + $0) }
                    try store.append(changes)
                    try store.insert(changes.flatMap { Sample.deliveries(of: $0) })
                }
                try await Self.expectFound(through: first + 30, in: ledger)
            }
        }
    }

    @Test("two events with the same key are two events")
    func collision() async throws {
        // Made on purpose: by chance it takes some billion events.
        let twins = ["8GPJ7K:TCHaabdaa", "0JxXujr4..wG88.g"].map(EventID.init(trusted:))
        #expect(ChangeKey(event: twins[0].text) == ChangeKey(event: twins[1].text))
        try await withSmallBuffer(0) { ledger in
            for (index, event) in twins.enumerated() {
                var change = Sample.change(Int64(index + 1)).change
                change.eventID = event
                let new = NewChange(
                    sequence: Int64(index + 1), change: change, acceptedAt: Sample.time(1))
                #expect(try ledger.write { try $0.changes([event]) } == [nil])
                try ledger.write { try $0.accept(new) }
            }

            let found = try ledger.write { try $0.changes(twins).map { $0?.sequence } }
            let keys = twins.map { DeliveryKey(partner: Sample.beans, event: $0) }
            let read = try await ledger.read {
                try keys.map($0.delivery).map { $0?.record.eventID }
            }

            #expect(found == [1, 2])
            #expect(read == twins)
        }
    }

    @Test("keys that come after their bucket was written stay gathered")
    func lateKeys() {
        var buffer = KeyBuffer()
        buffer.add(1, 10)
        let written = buffer.next()
        buffer.add(2, 11)
        buffer.commit()

        var found: [Int64] = []
        for number in [1, 2] as [Int64] { buffer.forEach(number) { found.append($0) } }
        #expect(written.entries.map(\.sequence) == [10])
        #expect(found == [11])
        #expect(buffer.count == 1)
    }

    @Test("a reader finds what was committed after it took the keys")
    func lateReader() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            try ledger.write { try $0.put(Sample.partner(Sample.beans)) }
            let early = try ledger.withWriter { _, writer in writer.keys.current }
            try ledger.accept(Sample.change(1))
            let key = DeliveryKey(partner: Sample.beans, event: Sample.event(1))

            let found = try ledger.withWriter { database, writer in
                try Reader(database.ledgerConnection, writer.partners, early).delivery(key)
            }

            #expect(found?.record.id.change == 1)
            try ledger.close()
        }
    }

    @Test("an event is refused a second time when nobody looked, wherever its key is")
    func twice() async throws {
        try await withSmallBuffer(50) { ledger in
            try ledger.write { try $0.append((1...500).map { Self.change($0) }) }
            for number in [1, 250, 500] as [Int64] {
                let again = NewChange(
                    sequence: 501, change: Self.change(number).change, acceptedAt: Sample.time(9))
                #expect(throws: LedgerMisuse.self) { try ledger.write { try $0.append([again]) } }
            }
        }
    }

    private static func change(_ number: Int64) -> NewChange {
        Sample.change(number, order: "order-\(number / 3)")
    }

    private static func expectFound(through last: Int64, in ledger: TestLedger) async throws {
        let numbers = Array(stride(from: 1, through: last, by: 7))
        let keys = numbers.map { DeliveryKey(partner: Sample.beans, event: Sample.event($0)) }
        let events = keys.map(\.event) + [Sample.event(last + 1)]

        let stored = try ledger.write { try $0.changes(events).map { $0?.sequence } }
        let found = try ledger.write { try $0.deliveries(keys).map { $0?.id.change } }
        let read = try await ledger.read { try keys.map($0.delivery).map { $0?.record.id.change } }
        let order = try await ledger.read {
            try $0.deliveries(ofOrder: OrderID(trusted: "order-1"), partner: nil, limit: 9)
        }

        #expect(stored == numbers + [nil])
        #expect(found == numbers)
        #expect(read == numbers)
        #expect(order.map(\.record.id.change) == [3, 4, 5])
    }

    /// Runs `body` with a ledger that writes keys when more than `limit` are gathered.
    private func withSmallBuffer(
        _ limit: Int, _ body: (TestLedger) async throws -> Void
    ) async throws {
        try await withLedgerFile { path in
            let ledger = TestLedger(try SQLiteLedger.open(at: path), path: path)
            ledger.gatheredMax = limit
            try ledger.putPartners()
            try await body(ledger)
            try ledger.store.close()
        }
    }
}
