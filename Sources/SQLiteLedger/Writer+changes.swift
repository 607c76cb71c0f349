// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import GRDBSQLite
import Ledger

extension Writer: LedgerTransaction {
    func changes(_ events: [EventID]) throws -> [StoredChange?] {
        try step { try events.map(storedChange) }
    }

    private func storedChange(_ event: EventID) throws -> StoredChange? {
        for sequence in try sequences(of: ChangeKey(event: event.text)) {
            let find = hot.findChange
            find.bind(1, sequence)
            defer { find.reset() }
            guard try find.step(), find.isText(0, event.text) else { continue }
            guard let fingerprint = Fingerprint(bytes: find.bytes(1)) else {
                throw RecordRow.corrupt("event \(event.text) has no fingerprint")
            }
            return StoredChange(
                sequence: sequence, fingerprint: fingerprint,
                acceptedAt: Timestamp(microseconds: find.int(2)))
        }
        absent.insert(event)
        return nil
    }

    func append(_ changes: [NewChange]) throws {
        try step {
            for new in changes {
                try checkNew(new.change.eventID)
                try insert(new)
            }
            try gatherKeys(changes)
            try widenSpans(changes)
        }
    }

    /// No index says that an event is there once; the writer, who looks first, is taken at its word
    /// only where it has looked.
    private func checkNew(_ event: EventID) throws {
        if absent.remove(event) != nil { return }
        guard try sequence(of: event) == nil else {
            throw LedgerMisuse(
                operation: "record a change", detail: "there is the event \(event.text) already")
        }
    }

    private func insert(_ new: NewChange) throws {
        let insert = hot.insertChange
        let change = new.change
        insert.bind(1, new.sequence)
        insert.bind(2, text: change.eventID.text)
        insert.bind(3, blob: change.fingerprint.bytes)
        insert.bind(4, text: change.eventType.text)
        insert.bind(5, text: change.occurredAtText)
        insert.bind(6, text: change.orderID.text)
        insert.bind(7, change.revision)
        insert.bind(8, text: change.shopID?.text)
        insert.bind(9, text: change.traceparent)
        insert.bind(10, new.acceptedAt)
        insert.bind(11, change.partners.count)
        insert.bind(12, blob: change.order)
        try insert.run()
    }

    /// One row per block and batch.
    private func widenSpans(_ changes: [NewChange]) throws {
        var spans: [Int64: (oldest: Timestamp, newest: Timestamp)] = [:]
        for new in changes {
            let block = new.sequence >> Self.spanBits
            let span = spans[block] ?? (new.acceptedAt, new.acceptedAt)
            spans[block] = (min(span.oldest, new.acceptedAt), max(span.newest, new.acceptedAt))
        }
        let widen = try statements(
            "record a change",
            """
            INSERT INTO spans VALUES (?, ?, ?) ON CONFLICT (block) DO UPDATE
            SET oldest = min(oldest, excluded.oldest), newest = max(newest, excluded.newest)
            """)
        for (block, span) in spans.sorted(by: { $0.key < $1.key }) {
            widen.bind(1, block)
            widen.bind(2, span.oldest)
            widen.bind(3, span.newest)
            try widen.run()
        }
    }

    func orderBodies(_ changes: [Int64]) throws -> [Int64: [UInt8]] {
        try step {
            let read = try statements(
                "read an order", "SELECT body FROM changes WHERE sequence = ?")
            var bodies: [Int64: [UInt8]] = [:]
            for sequence in changes {
                read.bind(1, sequence)
                if let body = try read.first({ $0.optionalBytes(0) }) { bodies[sequence] = body }
            }
            return bodies
        }
    }

    /// Changes per row of `spans`, as a power of two; part of the schema.
    static let spanBits: Int64 = 12
}
