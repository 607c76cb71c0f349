// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// What a follow-up action is judged by, found through the numbers of the order's changes.
extension Writer {
    func told(partner: PartnerID, order: OrderID) throws -> ToldOrder? {
        try step {
            guard let number = partners.number(of: partner) else { return nil }
            let sequences = try sequences(of: ChangeKey(order: order.text))
            guard !sequences.isEmpty else { return nil }
            func bind(_ statement: Statement) -> Statement {
                statement.bind(1, text: RecordQueries.list(sequences))
                statement.bind(2, number)
                statement.bind(3, text: order.text)
                return statement
            }
            let newest = try bind(statements("read an order", RecordQueries.newestOfOrder))
            let heads = try newest.first { row in
                row.isNull(0) ? nil : (revision: row.int(0), delivery: row.int(1))
            }
            guard let heads = heads ?? nil else { return nil }
            let unprocessed = try bind(
                statements("read an order's deliveries", RecordQueries.unprocessedOfOrder))
            return ToldOrder(
                newestRevision: heads.revision, lastDelivery: DeliveryID(rawValue: heads.delivery),
                unprocessed: try records(unprocessed),
                lastDecision: try lastDecision(sequences, partner, order))
        }
    }

    private func lastDecision(
        _ sequences: [Int64], _ partner: PartnerID, _ order: OrderID
    ) throws -> Decision? {
        let last = try statements("read a decision", RecordQueries.lastDecision)
        last.bind(1, text: RecordQueries.list(sequences))
        last.bind(2, text: partner.text)
        last.bind(3, text: order.text)
        return try last.first { Decision(row: $0) }
    }
}
