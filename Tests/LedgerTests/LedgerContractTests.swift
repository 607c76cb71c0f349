// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

/// What every ledger must do; a later one joins by a case in ``StoreKind``.
@Suite struct LedgerContractTests {
    @Test("a change is found by its event id, and others are new", arguments: StoreKind.allCases)
    func changeLookup(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let (one, two) = (Sample.change(1), Sample.change(2))
            try ledger.write { try $0.append([one, two]) }

            let found = try ledger.write {
                try $0.changes([two, Sample.change(9), one].map(\.change.eventID))
            }

            #expect(found.map { $0?.sequence } == [2, nil, 1])
            #expect(found[0]?.fingerprint == two.change.fingerprint)
            #expect(found[0]?.acceptedAt == two.acceptedAt)
        }
    }

    @Test("a delivery comes back as it was put", arguments: StoreKind.allCases)
    func deliveryRoundTrip(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let new = Sample.change(
                1, to: Sample.partners, revision: 7, shop: "shop-1", body: "{\"id\":1}",
                trace: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")

            let records = try ledger.write { try $0.accept(new) }

            let keys = Sample.partners.map { DeliveryKey(partner: $0, event: new.change.eventID) }
            #expect(try ledger.write { try $0.deliveries(keys) } == records)
            #expect(
                try ledger.write { try $0.deliveries(records.map(\.id).reversed()) }
                    == records.reversed())
        }
    }

    @Test("every field of a head row is replaced by an update", arguments: StoreKind.allCases)
    func updateRoundTrip(kind: StoreKind) async throws {
        try await kind.with { ledger in
            var record = try ledger.write { try $0.accept(Sample.change(1))[0] }
            for fill in [Self.fillSome, Self.fillAll, Self.empty] {
                fill(&record)

                try ledger.write { try $0.update([record]) }

                #expect(try ledger.write { try $0.deliveries([record.id]) } == [record])
            }
        }
    }

    private static func fillSome(_ record: inout DeliveryRecord) {
        record.publishedAt = Sample.time(2)
        record.nextAttemptAt = Sample.time(30)
        record.attempts = 1
        record.place = .window
    }

    private static func fillAll(_ record: inout DeliveryRecord) {
        record.brokerAckedAt = Sample.time(3)
        record.receivedAt = Sample.time(4)
        record.processedAt = Sample.time(5)
        record.outcome = .failed
        record.closedAt = Sample.time(6)
        record.late = true
        record.deferrals = 4
        record.extensions = 3
        record.deliverBy = Sample.time(7)
        record.processBy = Sample.time(8)
        record.ackedBy = DeviceID(trusted: "machine-1")
        record.reason = Reason(code: "out_of_beans", message: "no \"beans\"\n\u{1F4A5}")
        record.place = .closed
    }

    private static func empty(_ record: inout DeliveryRecord) {
        record = Sample.deliveries(of: Sample.change(1))[0].saved
    }

    @Test("a thousand partners of one change each find theirs", arguments: StoreKind.allCases)
    func manyPartners(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let partners = (0..<Limits.partnersPerChange).map { PartnerID(trusted: "p-\($0)") }
            let new = Sample.change(1, to: partners)
            try ledger.write { store in
                for id in partners { try store.put(Sample.partner(id)) }
                try store.accept(new)
                try store.accept(Sample.change(2))
            }

            let keys = [999, 0, 512].map {
                DeliveryKey(partner: partners[$0], event: Sample.event(1))
            }
            let found = try ledger.write { try $0.deliveries(keys) }

            #expect(
                found.map { $0?.id } == [999, 0, 512].map { DeliveryID(change: 1, ordinal: $0) })
        }
    }

    @Test("another partner's event is as unknown as one that is not", arguments: StoreKind.allCases)
    func foreignEvent(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { try $0.accept(Sample.change(1, to: [Sample.beans])) }
            let keys = [
                DeliveryKey(partner: Sample.crema, event: Sample.event(1)),
                DeliveryKey(partner: Sample.nobody, event: Sample.event(1)),
                DeliveryKey(partner: Sample.beans, event: Sample.event(2)),
            ]

            #expect(try ledger.write { try $0.deliveries(keys) } == [nil, nil, nil])
            let detail = try await ledger.read { [keys] in try keys.map($0.delivery) }
            #expect(detail == [nil, nil, nil])
        }
    }

    @Test("history is appended in order and survives updates", arguments: StoreKind.allCases)
    func history(kind: StoreKind) async throws {
        try await kind.with { ledger in
            var record = try ledger.write { try $0.accept(Sample.change(1))[0] }
            record.add(.published, at: Sample.time(2), actor: "bridge", attempt: 1)
            record.add(
                .brokerAcked, at: Sample.time(3), actor: "broker", attempt: 1, detail: "ok\tgo")
            try ledger.write { try $0.update([record]) }
            record.unsavedHistory = []
            record.attempts = 1
            try ledger.write { try $0.update([record]) }
            record.close(.dead, at: Sample.time(9))
            record.add(.dead, at: Sample.time(9), actor: "bridge")
            try ledger.write { try $0.update([record]) }

            let detail = try await ledger.read {
                try $0.delivery(DeliveryKey(partner: Sample.beans, event: Sample.event(1)))
            }

            #expect(detail?.history.map(\.kind) == [.accepted, .published, .brokerAcked, .dead])
            #expect(detail?.history.map(\.attempt) == [nil, 1, 1, nil])
        }
    }

    @Test("order bodies come back by change, as received", arguments: StoreKind.allCases)
    func bodies(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let long = "{\"note\":\"" + String(repeating: "é", count: 30_000) + "\"}"
            try ledger.write { store in
                try store.accept(Sample.change(1, body: "{}"))
                try store.accept(Sample.change(2))
                try store.accept(Sample.change(3, body: long))
            }

            let bodies = try ledger.write { try $0.orderBodies([3, 2, 1, 8]) }

            #expect(bodies == [1: Array("{}".utf8), 3: Array(long.utf8)])
        }
    }
}
