// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

/// Lists, feeds and look-ups beside the writer.
@Suite struct LedgerReadsTests {
    @Test(
        "pages by key neither skip nor repeat while rows are added", arguments: StoreKind.allCases)
    func paging(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { for n in 1...25 { try $0.accept(Sample.change(Int64(n))) } }
            var (newest, feed): ([DeliveryID], [DeliveryID]) = ([], [])
            for round in 0..<5 {
                let (before, after) = (newest.last, feed.last)
                newest += try await ledger.read {
                    try $0.deliveries(DeliveryFilter(), before: before, limit: 5).map(\.id)
                }
                feed += try await ledger.read {
                    try $0.events(partner: Sample.beans, after: after, limit: 6).map(\.id)
                }
                try ledger.write { try $0.accept(Sample.change(Int64(26 + round))) }
            }

            #expect(newest.map(\.change) == Array((1...25).reversed()))
            #expect(feed.map(\.change) == Array(1...29))
        }
    }

    @Test("an order's deliveries tell its whole story", arguments: StoreKind.allCases)
    func orderTrace(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                try store.accept(Sample.change(1, to: [Sample.crema, Sample.beans], body: "{}"))
                try store.accept(Sample.change(2, order: "order-2"))
                try store.accept(Sample.change(3, type: "order_cancelled"))
            }
            let order = OrderID(trusted: "order-1")

            let all = try await ledger.read {
                try $0.deliveries(ofOrder: order, partner: nil, limit: 10)
            }
            let one = try await ledger.read {
                try $0.deliveries(ofOrder: order, partner: Sample.beans, limit: 1)
            }

            #expect(all.map(\.record.id.rawValue) == [1024, 1025, 3072])
            #expect(all.map(\.order) == [Array("{}".utf8), Array("{}".utf8), nil])
            #expect(one.map(\.record.partner) == [Sample.beans])
        }
    }

    @Test(
        "the latest change is that of the highest revision, then the last",
        arguments: StoreKind.allCases)
    func latestChange(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let order = OrderID(trusted: "order-1")
            let latest: () async throws -> Int64? = {
                try await ledger.read {
                    try $0.latestChange(ofOrder: order, partner: Sample.beans)?.record.id.change
                }
            }
            #expect(try await latest() == nil)
            for (number, revision, expected) in [(1, 2, 1), (2, 1, 1), (3, 2, 3)]
                as [(Int64, Int64, Int64)]
            {
                try ledger.write { try $0.accept(Sample.change(number, revision: revision)) }
                #expect(try await latest() == expected)
            }
            try ledger.write { try $0.accept(Sample.change(4, to: [Sample.crema], revision: 9)) }
            #expect(try await latest() == 3)
        }
    }

    @Test("a span of events is found though the clock steps back", arguments: StoreKind.allCases)
    func spans(kind: StoreKind) async throws {
        try await kind.with { ledger in
            // Numbers that lie in three blocks, and times that do not rise with them.
            let accepted: [(Int64, Int64)] = [
                (1, 100), (2, 50), (5000, 110), (5001, 20), (9000, 60), (9001, 120),
            ]
            try ledger.write { store in
                for (number, seconds) in accepted {
                    try store.accept(Sample.change(number, at: seconds))
                }
                try store.accept(Sample.change(9002, type: "status_changed", at: 60))
            }

            for (newer, older) in [(nil, nil), (50, 110), (nil, 60), (110, nil), (120, 900)]
                as [(Int64?, Int64?)]
            {
                let found = try await ledger.read {
                    try $0.events(
                        partner: Sample.beans, type: EventType(trusted: "new_order"),
                        newerThan: newer.map(Sample.time), olderThan: older.map(Sample.time),
                        limit: 10
                    ).map(\.id.change)
                }
                let expected = accepted.filter { $0.1 > newer ?? .min && $0.1 < older ?? .max }
                #expect(found == expected.map(\.0))
            }
        }
    }

    @Test(
        "open deliveries come in the order of acceptance, whatever they wait for",
        arguments: StoreKind.allCases)
    func openDeliveries(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let places: [Place] = [.window, .backlog, .received, .held, .polled, .unheard, .timed]
            try ledger.write { store in
                for (index, place) in (places + places).enumerated() {
                    try store.accept(Sample.change(Int64(index + 1)), place: place)
                }
                var closed = Sample.deliveries(of: Sample.change(3))[0].saved
                closed.close(.processed, at: Sample.time(9))
                try store.update([closed])
            }

            let (all, rest, oldest) = try await ledger.read { reads in
                (
                    try reads.openDeliveries(partner: Sample.beans, after: nil, limit: 6),
                    try reads.openDeliveries(
                        partner: Sample.beans, after: DeliveryID(change: 7, ordinal: 0),
                        limit: 100),
                    try reads.oldestOpen(partner: Sample.beans, places: [.received, .held])
                )
            }

            #expect(all.map(\.id.change) == [1, 2, 4, 5, 6, 7])
            #expect(rest.map(\.id.change) == Array(8...14))
            #expect(oldest == Sample.time(4))
        }
    }

    @Test(
        "acks are found by sender, device, event and verdict, newest first",
        arguments: StoreKind.allCases)
    func acks(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let all = try ledger.write { store in
                let one = try store.accept(Sample.change(1, to: [Sample.beans, Sample.crema]))
                let acks = [
                    Sample.ack(1, event: Sample.event(1), delivery: one[0].id),
                    Sample.ack(2, from: "crema", event: Sample.event(1), delivery: one[1].id),
                    Sample.ack(3, event: Sample.event(8), verdict: "unknown-event"),
                    Sample.ack(4, from: "mocha", event: Sample.event(1), verdict: "not-yours"),
                    Sample.ack(5, verdict: "malformed", device: nil),
                    Sample.ack(
                        6, event: Sample.event(1), delivery: one[0].id, verdict: "duplicate"),
                ]
                try store.append(acks)
                return acks
            }
            for filter in Self.ackFilters {
                let found = try await ledger.read { try $0.acks(filter, before: 6, limit: 10) }
                #expect(found == all.filter { $0.id < 6 && filter.fits($0) }.reversed())
            }
            #expect(try await ledger.read { try $0.ack(2) } == all[1])
            #expect(try await ledger.read { try $0.ack(7) } == nil)
            let newest = try await ledger.read { try $0.acks(AckFilter(), before: nil, limit: 2) }
            #expect(newest.map(\.id) == [6, 5])
        }
    }

    private static let ackFilters: [AckFilter] = {
        var filters: [AckFilter] = []
        for sender in [nil, "beans", "ghost"] {
            for event in [nil, Sample.event(1), Sample.event(8), Sample.event(9)] {
                for verdict in [nil, "applied"] {
                    var filter = AckFilter()
                    filter.sender = sender
                    filter.event = event
                    filter.verdict = verdict
                    if sender == "beans" { filter.device = DeviceID(trusted: "machine-1") }
                    filters.append(filter)
                }
            }
        }
        return filters
    }()

    @Test("an inbox keeps a sender's newest acks", arguments: StoreKind.allCases)
    func trim(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                try store.append(
                    (1...20).map { Sample.ack($0, from: $0 % 2 == 0 ? "beans" : "crema") })
                try store.trimAcks(of: "beans", keeping: 3)
                try store.trimAcks(of: "crema", keeping: 30)
            }

            let kept = try await ledger.read { try $0.acks(AckFilter(), before: nil, limit: 100) }

            #expect(kept.filter { $0.sender == "beans" }.map(\.id) == [20, 18, 16])
            #expect(kept.count == 13)
        }
    }

    @Test("decisions are a feed that goes on after its cursor", arguments: StoreKind.allCases)
    func decisions(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let all = [
                Sample.decision(1),
                Sample.decision(2, reason: AckReason(code: "full", message: "")),
                Sample.decision(3),
            ]
            try ledger.write { try $0.append(all) }

            #expect(
                try await ledger.read { try $0.decisions(after: 0, limit: 2) } == Array(all[..<2]))
            #expect(try await ledger.read { try $0.decisions(after: 2, limit: 2) } == [all[2]])
            #expect(try await ledger.read { try $0.decisions(after: 3, limit: 2) } == [])
        }
    }

    @Test("no page is longer than a thousand", arguments: StoreKind.allCases)
    func pageLimit(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                for number in 1...1005 { try store.accept(Sample.change(Int64(number))) }
            }

            let counts = try await ledger.read { reads in
                [
                    try reads.deliveries(DeliveryFilter(), before: nil, limit: .max).count,
                    try reads.events(partner: Sample.beans, after: nil, limit: .max).count,
                    try reads.openDeliveries(partner: Sample.beans, after: nil, limit: .max).count,
                    try reads.deliveries(DeliveryFilter(), before: nil, limit: -1).count,
                ]
            }

            #expect(counts == [1000, 1000, 1000, 0])
        }
    }

    @Test("verify finds sums and places that do not fit", arguments: StoreKind.allCases)
    func verify(kind: StoreKind) async throws {
        try await kind.with { ledger in
            var totals = Totals()
            totals.accepted = 1
            try ledger.write { store in
                try store.accept(Sample.change(1))
                try store.put([Sample.beans: totals])
            }
            #expect(try await ledger.read { try $0.verify() } == [])
            totals.accepted = 2
            var record = Sample.deliveries(of: Sample.change(1))[0].saved
            record.place = .closed
            try ledger.write { store in
                try store.put([Sample.beans: totals])
                try store.update([record])
            }

            let faults = try await ledger.read { try $0.verify() }

            #expect(
                faults == [
                    "place and outcome do not fit in delivery 1024",
                    "the sums are wrong of partner beans",
                ])
        }
    }
}
