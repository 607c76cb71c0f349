// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

extension Reader: LedgerReads {
    func delivery(_ key: DeliveryKey) throws -> DeliveryDetail? {
        guard let number = partners.number(of: key.partner) else { return nil }
        let find = try statements("read a delivery", ReaderQueries.detailOfKey)
        let found = try sequences(of: ChangeKey(event: key.event.text))
        find.bind(1, text: RecordQueries.list(found))
        find.bind(2, number)
        find.bind(3, text: key.event.text)
        return try details(find).first
    }

    func deliveries(
        _ filter: DeliveryFilter, before: DeliveryID?, limit: Int
    ) throws -> [DeliveryRecord] {
        let number = filter.partner.flatMap(partners.number)
        if filter.partner != nil, number == nil { return [] }
        if filter.outcome != nil, filter.open == true { return [] }
        var ids: Range<Int64>?
        if filter.acceptedAfter != nil || filter.acceptedBefore != nil {
            ids = try self.ids(newerThan: filter.acceptedAfter, olderThan: filter.acceptedBefore)
            guard ids != nil else { return [] }
        }
        let key =
            filter.event.map { ChangeKey(event: $0.text) }
            ?? filter.order.map { ChangeKey(order: $0.text) }
        let found = try key.map(sequences) ?? []
        if key != nil, found.isEmpty { return [] }
        let query = DeliveryQuery(filter, found: found, partner: number, ids: ids, before: before)
        let list = try statements("list deliveries", query.sql)
        query.query.bind(to: list, limit: Self.page(limit))
        return try records(list)
    }

    func deliveries(
        ofOrder order: OrderID, partner: PartnerID?, limit: Int
    ) throws -> [DeliveryDetail] {
        var query = Query()
        let found = try sequences(of: ChangeKey(order: order.text))
        query.add("?1 IS NOT NULL", RecordQueries.list(found))
        query.add("c.order_id = ?", order.text)
        if let partner {
            guard let number = partners.number(of: partner) else { return [] }
            query.add("d.partner = ?", number)
        }
        let list = try statements(
            "read an order's deliveries",
            ReaderQueries.detailsOfOrder(hasPartner: partner != nil, query.clause))
        query.bind(to: list, limit: Self.page(limit))
        return try details(list)
    }

    func events(
        partner: PartnerID, after: DeliveryID?, limit: Int
    ) throws -> [DeliveryRecord] {
        guard let number = partners.number(of: partner) else { return [] }
        let list = try statements("read a partner's events", ReaderQueries.feed)
        list.bind(1, number)
        list.bind(2, after?.rawValue ?? .min)
        list.bind(3, Self.page(limit))
        return try records(list)
    }

    func events(
        partner: PartnerID, type: EventType, newerThan: Timestamp?, olderThan: Timestamp?,
        limit: Int
    ) throws -> [DeliveryRecord] {
        guard let number = partners.number(of: partner),
            let ids = try ids(newerThan: newerThan, olderThan: olderThan)
        else { return [] }
        let list = try statements("read a partner's events", ReaderQueries.feedOfType)
        list.bind(1, number)
        list.bind(2, ids.lowerBound)
        list.bind(3, ids.upperBound)
        list.bind(4, text: type.text)
        list.bind(5, newerThan?.microseconds ?? .min)
        list.bind(6, olderThan?.microseconds ?? .max)
        list.bind(7, newerThan == nil ? 1 : 0)
        list.bind(8, olderThan == nil ? 1 : 0)
        list.bind(9, Self.page(limit))
        return try records(list)
    }

    func openDeliveries(
        partner: PartnerID, after: DeliveryID?, limit: Int
    ) throws -> [DeliveryRecord] {
        guard let number = partners.number(of: partner) else { return [] }
        let list = try statements("read what is open", ReaderQueries.openOfPartner)
        list.bind(1, number)
        list.bind(2, after?.rawValue ?? .min)
        list.bind(3, Self.page(limit))
        return try records(list)
    }

    func latestChange(ofOrder order: OrderID, partner: PartnerID) throws -> DeliveryDetail? {
        guard let number = partners.number(of: partner) else { return nil }
        let find = try statements("read an order", ReaderQueries.latestOfOrder)
        let found = try sequences(of: ChangeKey(order: order.text))
        find.bind(1, text: RecordQueries.list(found))
        find.bind(2, number)
        find.bind(3, text: order.text)
        return try details(find).first
    }

    func pendingOrders(partner: PartnerID) throws -> Int {
        guard let number = partners.number(of: partner) else { return 0 }
        let count = try statements("count open orders", RecordQueries.pendingOrders)
        count.bind(1, number)
        return try count.first { Int($0.int(0)) } ?? 0
    }

    func oldestOpen(partner: PartnerID, places: [Place]) throws -> Timestamp? {
        guard let number = partners.number(of: partner) else { return nil }
        let first = try statements("read the oldest open delivery", ReaderQueries.oldestInPlace)
        var oldest: Int64?
        for place in places {
            first.bind(1, number)
            first.bind(2, place.rawValue)
            if let id = try first.first({ $0.int(0) }) { oldest = min(oldest ?? id, id) }
        }
        guard let oldest else { return nil }
        let change = try statements(
            "read a change", "SELECT accepted_at FROM changes WHERE sequence = ?")
        change.bind(1, DeliveryID(rawValue: oldest).change)
        return try change.first { $0.time(0) } ?? nil
    }

    /// The numbers within which every delivery accepted in a span lies; nil: there is none.
    ///
    /// Reads one small row per 4096 changes.
    private func ids(newerThan: Timestamp?, olderThan: Timestamp?) throws -> Range<Int64>? {
        let find = try statements(
            "find a span",
            """
            SELECT min(block), max(block) FROM spans
            WHERE (?1 IS NULL OR newest > ?1) AND (?2 IS NULL OR oldest < ?2)
            """)
        find.bind(1, newerThan)
        find.bind(2, olderThan)
        let bits = Writer.spanBits + DeliveryID.ordinalBits
        return try find.first { row in
            row.isNull(0) ? nil : row.int(0) << bits..<(row.int(1) + 1) << bits
        } ?? nil
    }
}
