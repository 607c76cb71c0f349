// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import GRDBSQLite
import Ledger

extension Writer {
    func insert(_ deliveries: [DeliveryRecord]) throws {
        try step { for record in deliveries { try insert(record) } }
    }

    private func insert(_ record: DeliveryRecord) throws {
        let insert = hot.insertDelivery
        insert.bind(1, record.id.rawValue)
        insert.bind(2, try number(of: record.partner))
        insert.bind(3, record.place.rawValue)
        insert.bind(4, record.outcome?.number)
        insert.bind(5, record.deadline)
        bindFacts(of: record, to: insert, from: 6)
        insert.bind(21, textBytes: HistoryCodec.encode(record.unsavedHistory))
        try insert.run()
    }

    func update(_ deliveries: [DeliveryRecord]) throws {
        try step { for record in deliveries { try update(record) } }
    }

    /// A delivery that closes leaves two indexes; one that stays where it is leaves none, which is
    /// tried first where it is likely.
    private func update(_ record: DeliveryRecord) throws {
        let history = HistoryCodec.encode(record.unsavedHistory)
        if record.isOpen, try update(record, history, hot.updateFacts) { return }
        guard try update(record, history, hot.updateAll) else {
            throw LedgerMisuse(
                operation: "update a delivery", detail: "there is no \(record.id.rawValue)")
        }
    }

    /// - Returns: whether there was such a row.
    private func update(
        _ record: DeliveryRecord, _ history: [UInt8], _ update: Statement
    ) throws -> Bool {
        update.bind(1, record.id.rawValue)
        update.bind(2, record.place.rawValue)
        update.bind(3, record.deadline)
        update.bind(4, record.outcome?.number)
        bindFacts(of: record, to: update, from: 5)
        update.bind(20, textBytes: history)
        try update.run()
        return sqlite3_changes(statements.connection) == 1
    }

    /// The 15 columns after the deadline.
    private func bindFacts(of record: DeliveryRecord, to statement: Statement, from first: Int32) {
        statement.bind(first, record.deliverBy)
        statement.bind(first + 1, record.processBy)
        statement.bind(first + 2, record.attempts)
        statement.bind(first + 3, record.deferrals)
        statement.bind(first + 4, record.extensions)
        statement.bind(first + 5, record.late ? 1 : 0)
        statement.bind(first + 6, record.publishedAt)
        statement.bind(first + 7, record.brokerAckedAt)
        statement.bind(first + 8, record.receivedAt)
        statement.bind(first + 9, record.processedAt)
        statement.bind(first + 10, record.closedAt)
        statement.bind(first + 11, record.nextAttemptAt)
        statement.bind(first + 12, text: record.ackedBy?.text)
        statement.bind(first + 13, text: record.reason?.code)
        statement.bind(first + 14, text: record.reason?.message)
    }

    func deliveries(_ keys: [DeliveryKey]) throws -> [DeliveryRecord?] {
        try step { try keys.map(delivery) }
    }

    private func delivery(_ key: DeliveryKey) throws -> DeliveryRecord? {
        guard let number = partners.number(of: key.partner) else { return nil }
        for sequence in try sequences(of: ChangeKey(event: key.event.text)) {
            let change = hot.changeBySequence
            change.bind(1, sequence)
            defer { change.reset() }
            guard try change.step(), change.isText(0, key.event.text) else { continue }
            let isAlone = change.int(RecordRow.changeCount) == 1
            return try delivery(of: sequence, to: number, isAlone: isAlone) { row in
                try RecordRow.record(delivery: row, change: change, changeStart: 0, partners)
            }
        }
        return nil
    }

    /// - Parameter isAlone: the change names one partner, so its delivery's number is known.
    private func delivery(
        of sequence: Int64, to partner: Int64, isAlone: Bool,
        _ body: (Statement) throws -> DeliveryRecord
    ) throws -> DeliveryRecord? {
        let row = isAlone ? hot.deliveryByID : hot.deliveryOfPartner
        let first = DeliveryID(change: sequence, ordinal: 0).rawValue
        if isAlone {
            row.bind(1, first)
        } else {
            row.bind(1, partner)
            row.bind(2, first)
            row.bind(3, DeliveryID(change: sequence + 1, ordinal: 0).rawValue - 1)
        }
        defer { row.reset() }
        guard try row.step(), row.int(1) == partner else { return nil }
        return try body(row)
    }

    func deliveries(_ ids: [DeliveryID]) throws -> [DeliveryRecord?] {
        try step { try ids.map(delivery) }
    }

    private func delivery(_ id: DeliveryID) throws -> DeliveryRecord? {
        let row = hot.deliveryByID
        row.bind(1, id.rawValue)
        defer { row.reset() }
        guard try row.step() else { return nil }
        let change = hot.changeBySequence
        change.bind(1, id.change)
        defer { change.reset() }
        guard try change.step() else {
            throw RecordRow.corrupt("delivery \(id.rawValue) has no change")
        }
        return try RecordRow.record(delivery: row, change: change, changeStart: 0, partners)
    }

    func number(of partner: PartnerID) throws -> Int64 {
        guard let number = partners.number(of: partner) else {
            throw LedgerMisuse(
                operation: "write", detail: "nobody has put the partner \(partner.text)")
        }
        return number
    }
}
