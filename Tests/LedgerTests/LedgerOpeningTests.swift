// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

/// What a process finds that starts where another has ended.
@Suite struct LedgerOpeningTests {
    @Test("an empty ledger opens with nothing", arguments: StoreKind.allCases)
    func empty(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let state = try ledger.store.openingState()

            #expect([state.lastChange, state.lastAck, state.lastDecision] == [0, 0, 0])
            #expect(state.partners.map(\.id) == Sample.partners)
            #expect(state.window.isEmpty && state.openCounts.isEmpty && state.totals.isEmpty)
        }
    }

    @Test(
        "numbers, partners, tokens, sums, marks and windows survive a stop",
        arguments: StoreKind.allCases)
    func reopen(kind: StoreKind) async throws {
        try await kind.with { ledger in
            try ledger.write { store in
                try store.accept(Sample.change(1, to: Sample.partners), place: .window)
                try store.accept(Sample.change(2, to: [Sample.mocha]), place: .window)
                try store.accept(Sample.change(3, to: [Sample.beans]), place: .held)
                try store.append([Sample.ack(1), Sample.ack(2, from: "nobody"), Sample.ack(3)])
                try store.append([Sample.decision(1), Sample.decision(2)])
                try store.put(Self.token)
                try store.put([Sample.beans: Self.totals])
                try store.put(Self.oddPartner)
                try store.setMark("stop", to: "clean")
                try store.setMark("gone", to: "x")
                try store.setMark("gone", to: nil)
            }
            let before = try Snapshot(ledger)

            try ledger.reopen()

            let state = try ledger.store.openingState()
            #expect(Snapshot(state) == before)
            #expect([state.lastChange, state.lastAck, state.lastDecision] == [3, 3, 2])
            #expect(state.window.map(\.id.rawValue) == [1024, 1025, 1026, 2048])
            #expect(state.openCounts[Sample.beans] == [.window: 1, .held: 1])
            #expect(state.tokens == [Self.token])
            #expect(state.totals == [Sample.beans: Self.totals])
            #expect(state.partners.last == Self.oddPartner)
            #expect(state.inboxCounts == ["beans": 2, "nobody": 1])
            #expect(state.marks == ["stop": "clean"])
        }
    }

    @Test("the latest settings of a partner count", arguments: StoreKind.allCases)
    func settings(kind: StoreKind) async throws {
        try await kind.with { ledger in
            var partner = Sample.partner(Sample.crema)
            partner.settings.maxInFlight = 7
            try ledger.write { try $0.put(partner) }
            partner.settings.ordering = .strict
            partner.settings.formats = ["new_order": .full, "status_changed": .count]
            try ledger.write { try $0.put(partner) }

            try ledger.reopen()

            let found = try ledger.store.openingState().partners.first { $0.id == Sample.crema }
            #expect(found == partner)
        }
    }

    @Test("a token is revoked by putting it again", arguments: StoreKind.allCases)
    func revoke(kind: StoreKind) async throws {
        try await kind.with { ledger in
            var token = Self.token
            try ledger.write { try $0.put(token) }
            token.revokedAt = Sample.time(4)

            try ledger.write { try $0.put(token) }

            #expect(try ledger.store.openingState().tokens == [token])
        }
    }

    private static let token = TokenRecord(
        prefix: "ob_1234", hash: Array(0..<32), role: .partner, partner: Sample.beans,
        createdAt: Sample.time(1), expiresAt: Sample.time(1000))

    private static var totals: Totals {
        var totals = Totals()
        totals.accepted = 9
        totals.published = 8
        totals.received = 7
        totals.processedFacts = 6
        totals.late = 5
        totals.acks = 4
        totals.outcomes = [.processed: 3, .dead: 2, .expired: 1]
        return totals
    }

    private static var oddPartner: Partner {
        var settings = PartnerSettings()
        settings.name = "Café \"=\\n\"\n2nd line"
        return Partner(
            id: PartnerID(trusted: "odd"), settings: settings, createdAt: Sample.time(3))
    }
}
