// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

/// All of a transaction is kept, or nothing.
@Suite struct LedgerRollbackTests {
    private struct Stop: Error {}

    @Test("nothing is kept of a transaction that throws", arguments: StoreKind.allCases)
    func rollback(kind: StoreKind) async throws {
        try await kind.with { ledger in
            var first = try ledger.write { store in
                try store.append([Sample.ack(1)])
                return try store.accept(Sample.change(1))[0]
            }
            let before = try Snapshot(ledger)
            first.close(.cancelled, at: Sample.time(5))
            first.add(.cancelled, at: Sample.time(5), actor: "operator:eve")

            #expect(throws: Stop.self) {
                try ledger.write { store in
                    try store.put(Sample.partner(Sample.nobody))
                    try store.accept(Sample.change(2, to: [Sample.nobody, Sample.beans]))
                    try store.update([first])
                    try store.trimAcks(of: "beans", keeping: 0)
                    try store.append([Sample.ack(2)])
                    try store.append([Sample.decision(1)])
                    try store.put([Sample.beans: Totals()])
                    try store.setMark("stop", to: "clean")
                    throw Stop()
                }
            }

            #expect(try Snapshot(ledger) == before)
            let detail = try await ledger.read {
                try $0.delivery(DeliveryKey(partner: Sample.beans, event: Sample.event(1)))
            }
            #expect(detail?.history.map(\.kind) == [.accepted])
            try ledger.write { try $0.accept(Sample.change(2)) }
        }
    }

    @Test(
        "a partner of a transaction that threw gets its number later", arguments: StoreKind.allCases
    )
    func partnerAfterRollback(kind: StoreKind) async throws {
        try await kind.with { ledger in
            #expect(throws: Stop.self) {
                try ledger.write { store in
                    try store.put(Sample.partner(Sample.nobody))
                    throw Stop()
                }
            }
            let late = PartnerID(trusted: "late")
            try ledger.write { store in
                try store.put(Sample.partner(late))
                try store.accept(Sample.change(1, to: [late]))
            }

            let feed = try await ledger.read { try $0.events(partner: late, after: nil, limit: 10) }

            #expect(feed.map(\.partner) == [late])
            #expect(throws: LedgerMisuse.self) {
                try ledger.write { try $0.accept(Sample.change(2, to: [Sample.nobody])) }
            }
        }
    }

    /// The writer's mistakes: each refuses its transaction and leaves the ledger as it was.
    static let mistakes: [(String, @Sendable (any LedgerTransaction) throws -> Void)] = [
        ("an event twice", { try $0.append([Sample.change(1)]) }),
        (
            "a number twice",
            {
                try $0.append([
                    NewChange(
                        sequence: 1, change: Sample.change(7).change, acceptedAt: Sample.time(7))
                ])
            }
        ),
        ("a delivery twice", { try $0.insert(Sample.deliveries(of: Sample.change(1))) }),
        ("an ack twice", { try $0.append([Sample.ack(1)]) }),
        ("a decision twice", { try $0.append([Sample.decision(1)]) }),
        ("an update of nothing", { try $0.update(Sample.deliveries(of: Sample.change(9))) }),
        ("sums of nobody", { try $0.put([Sample.nobody: Totals()]) }),
        (
            "a delivery to nobody",
            { try $0.insert(Sample.deliveries(of: Sample.change(9, to: [Sample.nobody]))) }
        ),
    ]

    @Test(
        "a mistake of the writer's commits nothing, even when it is swallowed",
        arguments: StoreKind.allCases, mistakes.indices)
    func misuse(kind: StoreKind, index: Int) async throws {
        let (_, mistake) = Self.mistakes[index]
        try await kind.with { ledger in
            try ledger.write { store in
                try store.accept(Sample.change(1))
                try store.append([Sample.ack(1)])
                try store.append([Sample.decision(1)])
            }
            let before = try Snapshot(ledger)

            #expect(throws: LedgerMisuse.self) {
                try ledger.write { store in
                    try store.setMark("half", to: "done")
                    do { try mistake(store) } catch {}
                }
            }

            #expect(try Snapshot(ledger) == before)
            try ledger.write { try $0.accept(Sample.change(2)) }
        }
    }

    @Test("a transaction can't be used after its end", arguments: StoreKind.allCases)
    func escapedTransaction(kind: StoreKind) async throws {
        try await kind.with { ledger in
            let escaped = try ledger.write { $0 }

            #expect(throws: LedgerMisuse.self) { try escaped.accept(Sample.change(1)) }
            #expect(try ledger.write { try $0.changes([Sample.event(1)]) } == [nil])
        }
    }
}

/// What an opening finds, comparable.
struct Snapshot: Equatable {
    private let parts: [String]

    init(_ ledger: TestLedger) throws { try self.init(ledger.store.openingState()) }

    init(_ state: OpeningState) {
        parts = [
            "\(state.lastChange) \(state.lastAck) \(state.lastDecision)",
            "\(state.partners)", "\(state.tokens)",
            "\(state.totals.sorted { $0.key < $1.key }.map { ($0.key, Self.text($0.value)) })",
            "\(state.openCounts.sorted { $0.key < $1.key }.map { ($0.key, Self.text($0.value)) })",
            "\(state.window)",
            "\(state.inboxCounts.sorted { $0.key < $1.key })",
            "\(state.marks.sorted { $0.key < $1.key })",
        ]
    }

    private static func text(_ totals: Totals) -> String {
        let outcomes = Outcome.allCases.map { totals.outcomes[$0, default: 0] }
        return "\(totals.accepted) \(totals.published) \(totals.received) \(totals.processedFacts)"
            + " \(totals.late) \(totals.acks) \(outcomes)"
    }

    private static func text(_ counts: [Place: Int]) -> String {
        "\(Place.allCases.map { counts[$0, default: 0] })"
    }
}
