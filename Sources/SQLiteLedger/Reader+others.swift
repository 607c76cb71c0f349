// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

extension Reader {
    func decisions(after: Int64, limit: Int) throws -> [Decision] {
        let list = try statements(
            "read decisions", "SELECT * FROM decisions WHERE id > ? ORDER BY id LIMIT ?")
        list.bind(1, after)
        list.bind(2, Self.page(limit))
        var found: [Decision] = []
        try list.forEachRow { found.append(Decision(row: $0)) }
        return found
    }

    /// By event or by sender from an index, within what that sender's inbox holds; otherwise the
    /// inbox is read from its end.
    func acks(_ filter: AckFilter, before: Int64?, limit: Int) throws -> [InboxAck] {
        var query = Query()
        if let event = filter.event {
            let found = try sequences(of: ChangeKey(event: event.text))
            query.add("?1 IS NOT NULL", RecordQueries.list(found))
            query.add("a.event_id = ?2", event.text)
        }
        if let sender = filter.sender { query.add("a.sender = ?", sender) }
        if let device = filter.device { query.add("a.device = ?", device.text) }
        if let verdict = filter.verdict { query.add("a.verdict = ?", verdict) }
        if let before { query.add("a.id < ?", before) }
        let from =
            filter.event != nil
            ? Self.acksOfEvent
            : filter.sender != nil ? "acks a INDEXED BY acks_sender" : "acks a"
        let list = try statements(
            "list acks", "SELECT a.* FROM \(from) \(query.clause) ORDER BY a.id DESC LIMIT ?")
        query.bind(to: list, limit: Self.page(limit))
        return try acks(list)
    }

    func ack(_ id: Int64) throws -> InboxAck? {
        let find = try statements("read an ack", "SELECT * FROM acks WHERE id = ?")
        find.bind(1, id)
        return try acks(find).first
    }

    /// Acks that found their delivery stand under its number, the others under the event itself.
    /// `?1` lists the changes that may be the event's, `?2` is the event.
    private static let acksOfEvent = """
        (SELECT f.* FROM json_each(?1) k
            CROSS JOIN acks f INDEXED BY acks_delivery
                ON f.delivery BETWEEN k.value << 10 AND k.value << 10 | 1023
        UNION ALL
        SELECT * FROM acks INDEXED BY acks_event WHERE event_id = ?2 AND delivery IS NULL) a
        """

    private func acks(_ statement: Statement) throws -> [InboxAck] {
        var found: [InboxAck] = []
        try statement.forEachRow { row in
            guard let channel = InboxAck.Channel(rawValue: row.text(3)) else {
                throw RecordRow.corrupt("ack \(row.int(0)) came by an unknown channel")
            }
            found.append(
                InboxAck(
                    id: row.int(0), receivedAt: Timestamp(microseconds: row.int(4)),
                    sender: row.text(1),
                    device: row.optionalText(2).map(DeviceID.init(trusted:)), channel: channel,
                    payload: row.bytes(5), verdict: row.text(6), detail: row.text(7),
                    eventID: row.optionalText(8).map(EventID.init(trusted:)),
                    delivery: row.optionalInt(9).map(DeliveryID.init(rawValue:))))
        }
        return found
    }
}

extension Decision {
    /// - Parameter row: every column of `decisions`.
    init(row: Statement) {
        self.init(
            decisionID: String(row.int(0)), partnerID: PartnerID(trusted: row.text(1)),
            orderID: OrderID(trusted: row.text(2)), newStatus: row.text(3),
            reason: row.optionalText(4).map { AckReason(code: $0, message: row.text(5)) },
            preparationTimeS: row.optionalInt(6),
            decidedAt: Timestamp(microseconds: row.int(7)), by: row.text(8),
            delivery: row.optionalInt(9))
    }
}
