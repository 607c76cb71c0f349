// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// How a delivery stands in the ledger: half in its own row, half in its change's.
enum RecordRow {
    /// The change's half, to be read with `c` as the table's name.
    static let change = """
        c.event_id, c.event_type, c.order_id, c.revision, c.shop_id, c.occurred_at, c.traceparent, \
        c.accepted_at
        """
    static let changeCount: Int32 = 8

    /// The delivery's own half, to be read with `d` as the table's name.
    static let delivery = """
        d.id, d.partner, d.place, d.outcome, d.deliver_by, d.process_by, d.attempts, d.deferrals, \
        d.extensions, d.late, d.published_at, d.broker_acked_at, d.received_at, d.processed_at, \
        d.closed_at, d.next_attempt_at, d.acked_by, d.reason_code, d.reason_message
        """
    static let deliveryCount: Int32 = 19

    /// Both halves, and both tables, from `deliveries` outwards.
    static let columns = "\(delivery), \(change)"
    static let columnCount = deliveryCount + changeCount
    static let fromDeliveries = "CROSS JOIN changes c ON c.sequence = d.id >> 10"

    /// A row of ``columns``.
    static func record(_ row: Statement, _ partners: PartnerNumbers) throws -> DeliveryRecord {
        try record(delivery: row, change: row, changeStart: deliveryCount, partners)
    }

    /// - Parameter changeStart: the index of the first column of ``change``.
    static func record(
        delivery row: Statement, change: Statement, changeStart start: Int32,
        _ partners: PartnerNumbers
    ) throws -> DeliveryRecord {
        let id = DeliveryID(rawValue: row.int(0))
        guard let partner = partners.id(of: row.int(1)),
            let place = Place(rawValue: Int(row.int(2)))
        else { throw corrupt("delivery \(id.rawValue) has an unknown partner or place") }
        var record = DeliveryRecord(
            id: id, partner: partner,
            eventID: EventID(trusted: change.text(start)),
            eventType: EventType(trusted: change.text(start + 1)),
            orderID: OrderID(trusted: change.text(start + 2)),
            revision: change.int(start + 3),
            shopID: change.optionalText(start + 4).map(ShopID.init(trusted:)),
            occurredAt: change.text(start + 5), traceparent: change.optionalText(start + 6),
            acceptedAt: Timestamp(microseconds: change.int(start + 7)),
            deliverBy: Timestamp(microseconds: row.int(4)),
            processBy: Timestamp(microseconds: row.int(5)), place: place)
        record.attempts = Int(row.int(6))
        record.deferrals = Int(row.int(7))
        record.extensions = Int(row.int(8))
        record.late = row.int(9) != 0
        record.publishedAt = row.time(10)
        record.brokerAckedAt = row.time(11)
        record.receivedAt = row.time(12)
        record.processedAt = row.time(13)
        record.closedAt = row.time(14)
        record.nextAttemptAt = row.time(15)
        record.ackedBy = row.optionalText(16).map(DeviceID.init(trusted:))
        record.reason = row.optionalText(17).map { Reason(code: $0, message: row.text(18)) }
        if let number = row.optionalInt(3) {
            guard let outcome = Outcome(number: number) else {
                throw corrupt("delivery \(id.rawValue) has an unknown outcome")
            }
            record.outcome = outcome
        }
        return record
    }

    static func corrupt(_ what: String) -> LedgerError {
        LedgerError(.corrupt, "read the ledger", advice: "\(what); \(SQLiteFault.restore)")
    }
}

extension Statement {
    func time(_ index: Int32) -> Timestamp? {
        optionalInt(index).map(Timestamp.init(microseconds:))
    }

    func bind(_ index: Int32, _ time: Timestamp) { bind(index, time.microseconds) }

    func bind(_ index: Int32, _ time: Timestamp?) { bind(index, time?.microseconds) }
}

extension Outcome {
    /// As stored; frozen. 1 is the happy one: the index of the others says `outcome > 1`.
    var number: Int64 {
        switch self {
        case .processed: 1
        case .failed: 2
        case .expired: 3
        case .superseded: 4
        case .cancelled: 5
        case .dead: 6
        }
    }

    init?(number: Int64) {
        guard let found = Outcome.allCases.first(where: { $0.number == number }) else { return nil }
        self = found
    }
}
