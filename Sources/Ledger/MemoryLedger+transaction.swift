// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery

/// A transaction on a ``MemoryLedger``: changes the state and remembers how to undo it.
final class MemoryLedgerTransaction {
    private var state: MemoryLedgerState
    private var undo: [(inout MemoryLedgerState) -> Void] = []
    private var hasEnded = false
    /// The first failure: such a transaction must not commit, even if the caller swallows it.
    private(set) var failure: (any Error)?

    init(_ state: MemoryLedgerState) { self.state = state }

    func rollBack() {
        while let step = undo.popLast() { step(&state) }
    }

    /// - Returns: the state, which is the ledger's again.
    func end() -> MemoryLedgerState {
        hasEnded = true
        defer { state = MemoryLedgerState() }
        return state
    }

    private func step<Result>(_ body: () throws -> Result) throws -> Result {
        guard !hasEnded else {
            throw LedgerMisuse(operation: "write", detail: "the transaction has ended")
        }
        do {
            return try body()
        } catch {
            if failure == nil { failure = error }
            throw error
        }
    }

    /// Sets one value and remembers the one before.
    private func set<Key: Hashable, Value>(
        _ path: WritableKeyPath<MemoryLedgerState, [Key: Value]>, _ key: Key, _ value: Value?
    ) {
        let before = state[keyPath: path][key]
        state[keyPath: path][key] = value
        undo.append { $0[keyPath: path][key] = before }
    }

    private func add<Key: Hashable, Value>(
        _ path: WritableKeyPath<MemoryLedgerState, [Key: Value]>, _ key: Key, _ value: Value,
        _ what: String
    ) throws {
        guard state[keyPath: path][key] == nil else {
            throw LedgerMisuse(operation: "write", detail: "there is the \(what) \(key) already")
        }
        set(path, key, value)
    }

    private func requirePartner(_ partner: PartnerID) throws {
        guard state.partners[partner] != nil else {
            throw LedgerMisuse(
                operation: "write", detail: "nobody has put the partner \(partner.text)")
        }
    }
}

extension MemoryLedgerTransaction: LedgerTransaction {
    func changes(_ events: [EventID]) throws -> [StoredChange?] {
        try step {
            events.map { event in
                state.sequences[event].flatMap { state.changes[$0] }.map {
                    StoredChange(
                        sequence: $0.sequence, fingerprint: $0.change.fingerprint,
                        acceptedAt: $0.acceptedAt)
                }
            }
        }
    }

    func append(_ changes: [NewChange]) throws {
        try step {
            for new in changes {
                try add(\.changes, new.sequence, new, "change")
                try add(\.sequences, new.change.eventID, new.sequence, "event")
                let all = state.orders[new.change.orderID, default: []] + [new.sequence]
                set(\.orders, new.change.orderID, all.sorted())
            }
        }
    }

    func insert(_ deliveries: [DeliveryRecord]) throws {
        try step {
            for record in deliveries {
                try requirePartner(record.partner)
                let row = MemoryLedgerState.Row(
                    record: record.saved, history: record.unsavedHistory)
                try add(\.rows, record.id, row, "delivery")
                enter(record)
                keepOpen(record)
            }
        }
    }

    private func enter(_ record: DeliveryRecord) {
        let feed = state.feeds[record.partner, default: []]
        var index = feed.count
        while index > 0, record.id < feed[index - 1] { index -= 1 }
        state.feeds[record.partner, default: []].insert(record.id, at: index)
        undo.append { $0.feeds[record.partner]?.remove(at: index) }
    }

    private func keepOpen(_ record: DeliveryRecord) {
        let wasOpen = state.open[record.partner]?.contains(record.id) ?? false
        guard wasOpen != record.isOpen else { return }
        if record.isOpen {
            state.open[record.partner, default: []].insert(record.id)
            undo.append { $0.open[record.partner]?.remove(record.id) }
        } else {
            state.open[record.partner]?.remove(record.id)
            undo.append { $0.open[record.partner]?.insert(record.id) }
        }
    }

    func update(_ deliveries: [DeliveryRecord]) throws {
        try step {
            for record in deliveries {
                guard var row = state.rows[record.id] else {
                    throw LedgerMisuse(
                        operation: "update a delivery", detail: "there is no \(record.id.rawValue)")
                }
                row.record = record.saved
                row.history += record.unsavedHistory
                set(\.rows, record.id, row)
                keepOpen(record)
            }
        }
    }

    func deliveries(_ keys: [DeliveryKey]) throws -> [DeliveryRecord?] {
        try step { keys.map { state.key($0)?.record } }
    }

    func deliveries(_ ids: [DeliveryID]) throws -> [DeliveryRecord?] {
        try step { ids.map { state.rows[$0]?.record } }
    }

    func open(partner: PartnerID, order: OrderID) throws -> [DeliveryRecord] {
        try step { state.openRecords(of: partner) { $0.orderID == order } }
    }

    func told(partner: PartnerID, order: OrderID) throws -> ToldOrder? {
        try step { state.told(partner: partner, order: order) }
    }

    func waiting(
        partner: PartnerID, place: Place, dueBy now: Timestamp, limit: Int
    ) throws -> [DeliveryRecord] {
        try step {
            var found = state.openRecords(of: partner) { $0.place == place }
            if place == .timed {
                found = found.filter { $0.nextAttemptAt.map { $0 <= now } ?? false }
                found.sort { ($0.nextAttemptAt ?? now, $0.id) < ($1.nextAttemptAt ?? now, $1.id) }
            }
            return Array(found.prefix(max(0, limit)))
        }
    }

    func nextDue(partner: PartnerID) throws -> Timestamp? {
        try step {
            state.openRecords(of: partner) { $0.place == .timed }.compactMap(\.nextAttemptAt).min()
        }
    }

    func pendingOrders(partner: PartnerID) throws -> Int {
        try step { try state.pendingOrders(partner: partner) }
    }

    func overdue(at now: Timestamp, limit: Int) throws -> [DeliveryRecord] {
        try step {
            let found = state.allOpen.filter { $0.deadline <= now }
                .sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }
            return Array(found.prefix(max(0, limit)))
        }
    }

    func firstDeadline() throws -> Timestamp? {
        try step { state.allOpen.lazy.map(\.deadline).min() }
    }

    func orderBodies(_ changes: [Int64]) throws -> [Int64: [UInt8]] {
        try step {
            var bodies: [Int64: [UInt8]] = [:]
            for sequence in changes { bodies[sequence] = state.changes[sequence]?.change.order }
            return bodies
        }
    }
}

extension MemoryLedgerTransaction {
    func append(_ acks: [InboxAck]) throws {
        try step { for ack in acks { try add(\.acks, ack.id, ack, "ack") } }
    }

    func trimAcks(of sender: String, keeping count: Int) throws {
        try step {
            let ids = state.acks.values.filter { $0.sender == sender }.map(\.id).sorted()
            for id in ids.dropLast(max(0, count)) { set(\.acks, id, nil) }
        }
    }

    func append(_ decisions: [Decision]) throws {
        try step {
            for decision in decisions {
                guard let number = Int64(decision.decisionID) else {
                    throw LedgerMisuse(
                        operation: "record a decision",
                        detail: "\(decision.decisionID) is no number")
                }
                try add(\.decisions, number, decision, "decision")
            }
        }
    }

    func put(_ partner: Partner) throws {
        try step { set(\.partners, partner.id, partner) }
    }

    func put(_ token: TokenRecord) throws {
        try step { set(\.tokens, token.hash, token) }
    }

    func put(_ totals: [PartnerID: Totals]) throws {
        try step {
            for (partner, sums) in totals {
                try requirePartner(partner)
                var sums = sums
                sums.outcomes = sums.outcomes.filter { $0.value != 0 }
                set(\.totals, partner, sums)
            }
        }
    }

    func setMark(_ name: String, to value: String?) throws {
        try step { set(\.marks, name, value) }
    }
}
