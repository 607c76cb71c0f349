// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// What waits: each question is answered from one index, in its order.
extension Writer {
    func open(partner: PartnerID, order: OrderID) throws -> [DeliveryRecord] {
        try step {
            guard let number = partners.number(of: partner) else { return [] }
            let all = try statements("read an order's deliveries", RecordQueries.openOfOrder)
            let sequences = try sequences(of: ChangeKey(order: order.text))
            guard !sequences.isEmpty else { return [] }
            all.bind(1, text: RecordQueries.list(sequences))
            all.bind(2, number)
            all.bind(3, text: order.text)
            return try records(all)
        }
    }

    func waiting(
        partner: PartnerID, place: Place, dueBy now: Timestamp, limit: Int
    ) throws -> [DeliveryRecord] {
        try step {
            guard let number = partners.number(of: partner) else { return [] }
            let isTimed = place == .timed
            let all = try statements(
                "read what waits", isTimed ? RecordQueries.timed : RecordQueries.waiting)
            all.bind(1, number)
            if isTimed { all.bind(2, now) } else { all.bind(2, place.rawValue) }
            all.bind(3, limit)
            return try records(all)
        }
    }

    func nextDue(partner: PartnerID) throws -> Timestamp? {
        try step {
            guard let number = partners.number(of: partner) else { return nil }
            let first = try statements("read what is due next", RecordQueries.nextDue)
            first.bind(1, number)
            return try first.first { $0.time(0) } ?? nil
        }
    }

    func pendingOrders(partner: PartnerID) throws -> Int {
        try step {
            guard let number = partners.number(of: partner) else { return 0 }
            let count = try statements("count open orders", RecordQueries.pendingOrders)
            count.bind(1, number)
            return try count.first { Int($0.int(0)) } ?? 0
        }
    }

    func overdue(at now: Timestamp, limit: Int) throws -> [DeliveryRecord] {
        try step {
            let all = try statements("read what is overdue", RecordQueries.overdue)
            all.bind(1, now)
            all.bind(2, limit)
            return try records(all)
        }
    }

    func firstDeadline() throws -> Timestamp? {
        try step {
            try statements("read the first deadline", RecordQueries.firstDeadline)
                .first { $0.time(0) } ?? nil
        }
    }

    func records(_ statement: Statement) throws -> [DeliveryRecord] {
        var found: [DeliveryRecord] = []
        try statement.forEachRow { found.append(try RecordRow.record($0, partners)) }
        return found
    }
}
