// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

/// What every ledger says of an order as one partner knows it.
@Suite struct LedgerToldTests {
    @Test("a partner is told nothing of a foreign or missing order", arguments: StoreKind.allCases)
    func unknown(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { try $0.accept(Sample.change(1, to: [Sample.beans])) }

            let told = try ledger.write { store in
                [
                    try store.told(partner: Sample.crema, order: Self.order),
                    try store.told(partner: Sample.nobody, order: Self.order),
                    try store.told(partner: Sample.beans, order: OrderID(trusted: "order-2")),
                ]
            }

            #expect(told == [nil, nil, nil])
        }
    }

    @Test("what is unprocessed is open, failed, expired or dead", arguments: StoreKind.allCases)
    func unprocessed(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let outcomes: [Outcome?] = [nil] + Outcome.allCases
            let records = try ledger.write { store in
                try outcomes.enumerated().map { index, outcome in
                    var record = try store.accept(Sample.change(Int64(index) + 1))[0]
                    if let outcome { record.close(outcome, at: Sample.time(50)) }
                    if outcome == .processed { record.processedAt = Sample.time(50) }
                    try store.update([record])
                    return record
                }
            }

            let told = try ledger.write { try $0.told(partner: Sample.beans, order: Self.order) }

            let expected = records.filter(\.yieldsToFollowUp)
            #expect(expected.map(\.outcome) == [nil, .failed, .expired, .dead])
            #expect(told?.unprocessed == expected)
        }
    }

    @Test("the newest revision counts, not the last accepted", arguments: StoreKind.allCases)
    func revision(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                try store.accept(Sample.change(1, revision: 5))
                try store.accept(Sample.change(2, to: Sample.partners, revision: 3))
                try store.accept(Sample.change(3, to: [Sample.crema], revision: 9))
            }

            let told = try ledger.write { try $0.told(partner: Sample.beans, order: Self.order) }

            #expect(told?.newestRevision == 5)
            #expect(told?.lastDelivery == DeliveryID(change: 2, ordinal: 0))
        }
    }

    @Test(
        "the last decision is this partner's on this order, also after reopening",
        arguments: StoreKind.allCases)
    func lastDecision(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                try store.accept(Sample.change(1, to: Sample.partners))
                try store.accept(Sample.change(2, order: "order-2"))
                try store.append([
                    Self.decision(1, on: 1), Self.decision(2, on: 1, status: "rejected"),
                    Self.decision(3, on: 1, by: Sample.crema),
                    Self.decision(4, on: 2, order: "order-2"),
                ])
            }
            try ledger.reopen()

            let told = try ledger.write { try $0.told(partner: Sample.beans, order: Self.order) }
            let none = try ledger.write { try $0.told(partner: Sample.mocha, order: Self.order) }

            #expect(told?.lastDecision == Self.decision(2, on: 1, status: "rejected"))
            #expect(none != nil && none?.lastDecision == nil)
        }
    }

    @Test("orders with an open delivery are counted once each", arguments: StoreKind.allCases)
    func pendingOrders(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                try store.accept(Sample.change(1))
                try store.accept(Sample.change(2))
                try store.accept(Sample.change(3, to: Sample.partners, order: "order-2"))
                var closed = try store.accept(Sample.change(4, order: "order-3"))[0]
                closed.close(.dead, at: Sample.time(9))
                try store.update([closed])
            }

            let partners = [Sample.beans, Sample.crema, Sample.nobody]
            let read = try await ledger.read { try partners.map($0.pendingOrders) }

            #expect(read == [2, 1, 0])
            #expect(try ledger.write { try partners.map($0.pendingOrders) } == read)
        }
    }

    private static let order = OrderID(trusted: "order-1")

    private static func decision(
        _ number: Int64, on change: Int64, by partner: PartnerID = Sample.beans,
        order: String = "order-1", status: String = "accepted"
    ) -> Decision {
        let ordinal = partner == Sample.crema ? 1 : 0
        return Decision(
            decisionID: String(number), partnerID: partner, orderID: OrderID(trusted: order),
            newStatus: status, reason: AckReason(code: "c", message: "m"),
            decidedAt: Sample.time(number), by: "partner",
            delivery: DeliveryID(change: change, ordinal: ordinal).rawValue)
    }
}
