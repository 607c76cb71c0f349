// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery

extension MemoryLedgerState: LedgerReads {
    func delivery(_ key: DeliveryKey) throws -> DeliveryDetail? {
        self.key(key).map(detail)
    }

    func deliveries(
        _ filter: DeliveryFilter, before: DeliveryID?, limit: Int
    ) throws -> [DeliveryRecord] {
        page(
            rows.values.map(\.record)
                .filter { row in filter.fits(row) && before.map { row.id < $0 } ?? true }
                .sorted { $0.id > $1.id }, limit)
    }

    func deliveries(
        ofOrder order: OrderID, partner: PartnerID?, limit: Int
    ) throws -> [DeliveryDetail] {
        page(told(of: order, partner: partner).map(detail), limit)
    }

    func events(
        partner: PartnerID, after: DeliveryID?, limit: Int
    ) throws -> [DeliveryRecord] {
        page(feed(of: partner).filter { row in after.map { row.id > $0 } ?? true }, limit)
    }

    func events(
        partner: PartnerID, type: EventType, newerThan: Timestamp?, olderThan: Timestamp?,
        limit: Int
    ) throws -> [DeliveryRecord] {
        let fitting = feed(of: partner).filter { record in
            record.eventType == type
                && newerThan.map { record.acceptedAt > $0 } ?? true
                && olderThan.map { record.acceptedAt < $0 } ?? true
        }
        return page(fitting, limit)
    }

    func openDeliveries(
        partner: PartnerID, after: DeliveryID?, limit: Int
    ) throws -> [DeliveryRecord] {
        page(openRecords(of: partner) { row in after.map { row.id > $0 } ?? true }, limit)
    }

    func latestChange(ofOrder order: OrderID, partner: PartnerID) throws -> DeliveryDetail? {
        told(of: order, partner: partner)
            .max { ($0.record.revision, $0.record.id) < ($1.record.revision, $1.record.id) }
            .map(detail)
    }

    func decisions(after: Int64, limit: Int) throws -> [Decision] {
        let newer = decisions.filter { $0.key > after }.sorted { $0.key < $1.key }
        return page(newer.map(\.value), limit)
    }

    func acks(_ filter: AckFilter, before: Int64?, limit: Int) throws -> [InboxAck] {
        let fitting = acks.values
            .filter { ack in filter.fits(ack) && before.map { ack.id < $0 } ?? true }
            .sorted { $0.id > $1.id }
        return page(fitting, limit)
    }

    func ack(_ id: Int64) throws -> InboxAck? { acks[id] }

    func pendingOrders(partner: PartnerID) throws -> Int {
        Set(openRecords(of: partner).map(\.orderID)).count
    }

    func oldestOpen(partner: PartnerID, places: [Place]) throws -> Timestamp? {
        openRecords(of: partner) { places.contains($0.place) }.first?.acceptedAt
    }

    private func feed(of partner: PartnerID) -> [DeliveryRecord] {
        feeds[partner, default: []].compactMap { rows[$0]?.record }
    }

    /// The order's deliveries, oldest first.
    func told(of order: OrderID, partner: PartnerID?) -> [Row] {
        orders[order, default: []].flatMap { sequence in
            (0..<(changes[sequence]?.change.partners.count ?? 0))
                .compactMap { rows[DeliveryID(change: sequence, ordinal: $0)] }
        }
        .filter { partner == nil || $0.record.partner == partner }
    }

    private func detail(_ row: Row) -> DeliveryDetail {
        DeliveryDetail(
            record: row.record, history: row.history,
            order: changes[row.record.id.change]?.change.order)
    }

    private func page<Element>(_ all: [Element], _ limit: Int) -> [Element] {
        Array(all.prefix(min(max(limit, 0), 1000)))
    }
}

extension MemoryLedgerState {
    func verify() throws -> [String] {
        rows.values.sorted { $0.record.id < $1.record.id }.flatMap(faults) + totalsFaults
    }

    private func faults(_ row: Row) -> [String] {
        let record = row.record
        var faults: [String] = []
        if (record.place == .closed) == record.isOpen {
            faults.append("place and outcome do not fit in delivery \(record.id.rawValue)")
        }
        if record.isOpen != (record.closedAt == nil) {
            faults.append(
                "an open delivery has a time of closing, or a closed one none:"
                    + " delivery \(record.id.rawValue)")
        }
        if changes[record.id.change] == nil {
            faults.append("there is no change for delivery \(record.id.rawValue)")
        }
        return faults
    }

    private var totalsFaults: [String] {
        partners.keys.sorted().filter { partner in
            let all = feed(of: partner)
            let sums = totals[partner] ?? Totals()
            return sums.accepted != all.count
                || sums.late != all.count { $0.late }
                || sums.received != all.count { $0.receivedAt != nil }
                || sums.processedFacts != all.count { $0.processedAt != nil }
                || Outcome.allCases.contains { outcome in
                    sums.outcomes[outcome, default: 0] != all.count { $0.outcome == outcome }
                }
        }
        .map { "the sums are wrong of partner \($0.text)" }
    }
}
