// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Delivery

/// What can be asked of the ledger beside the writer: one consistent snapshot per use.
///
/// Lists are paged by key, never by offset; `limit` is at most 1000.
package protocol LedgerReads {
    func delivery(_ key: DeliveryKey) throws -> DeliveryDetail?
    /// Newest first, older than `before` where given.
    func deliveries(
        _ filter: DeliveryFilter, before: DeliveryID?, limit: Int
    ) throws -> [DeliveryRecord]
    /// Every delivery of an order, oldest first; of one partner where given.
    func deliveries(ofOrder order: OrderID, partner: PartnerID?, limit: Int) throws
        -> [DeliveryDetail]
    /// A partner's deliveries in the order of acceptance, after `after` where given.
    func events(partner: PartnerID, after: DeliveryID?, limit: Int) throws -> [DeliveryRecord]
    /// A partner's deliveries of one event type accepted in the given span (both ends exclusive),
    /// oldest first.
    func events(
        partner: PartnerID, type: EventType, newerThan: Timestamp?, olderThan: Timestamp?,
        limit: Int
    ) throws -> [DeliveryRecord]
    /// A partner's open deliveries in the order of acceptance.
    func openDeliveries(partner: PartnerID, after: DeliveryID?, limit: Int) throws
        -> [DeliveryRecord]
    /// The newest change of the order that this partner was told of: highest revision, then the
    /// latest accepted.
    func latestChange(ofOrder order: OrderID, partner: PartnerID) throws -> DeliveryDetail?
    func decisions(after: Int64, limit: Int) throws -> [Decision]
    /// Newest first, older than `before` where given.
    func acks(_ filter: AckFilter, before: Int64?, limit: Int) throws -> [InboxAck]
    func ack(_ id: Int64) throws -> InboxAck?
    /// How many orders of the partner have an open delivery.
    func pendingOrders(partner: PartnerID) throws -> Int
    /// When the partner's oldest delivery in one of `places` was accepted.
    func oldestOpen(partner: PartnerID, places: [Place]) throws -> Timestamp?
    /// Checks what must always hold: the sums, one row per event and partner, places and outcomes
    /// that fit, rows that can be read. Returns a sentence per fault.
    func verify() throws -> [String]
}

/// A delivery with everything that is known of it.
package struct DeliveryDetail: Sendable, Equatable {
    package var record: DeliveryRecord
    package var history: [HistoryEntry]
    /// The `order` object of the change as received.
    package var order: [UInt8]?

    package init(record: DeliveryRecord, history: [HistoryEntry], order: [UInt8]?) {
        self.record = record
        self.history = history
        self.order = order
    }
}

/// Which deliveries a list shows; everything that is given must fit.
package struct DeliveryFilter: Sendable, Equatable {
    package var partner: PartnerID?
    package var order: OrderID?
    package var event: EventID?
    package var eventType: EventType?
    package var stage: Stage?
    package var outcome: Outcome?
    /// true: only open ones; false: only closed ones.
    package var open: Bool?
    package var acceptedBefore: Timestamp?
    package var acceptedAfter: Timestamp?

    package init() {}

    /// Whether `record` fits; the meaning that every ledger's own query must have.
    package func fits(_ record: DeliveryRecord) -> Bool {
        (partner == nil || record.partner == partner)
            && (order == nil || record.orderID == order)
            && (event == nil || record.eventID == event)
            && (eventType == nil || record.eventType == eventType)
            && (stage == nil || record.stage == stage)
            && (outcome == nil || record.outcome == outcome)
            && (open == nil || record.isOpen == open)
            && (acceptedBefore.map { record.acceptedAt < $0 } ?? true)
            && (acceptedAfter.map { record.acceptedAt > $0 } ?? true)
    }
}

/// Which acks a list shows; everything that is given must fit.
package struct AckFilter: Sendable, Equatable {
    package var sender: String?
    package var device: DeviceID?
    package var event: EventID?
    package var verdict: String?

    package init() {}

    package func fits(_ ack: InboxAck) -> Bool {
        (sender == nil || ack.sender == sender)
            && (device == nil || ack.device == device)
            && (event == nil || ack.eventID == event)
            && (verdict == nil || ack.verdict == verdict)
    }
}
