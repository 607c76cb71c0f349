// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// Values to fill a ledger with.
enum Sample {
    static let beans = PartnerID(trusted: "beans")
    static let crema = PartnerID(trusted: "crema")
    static let mocha = PartnerID(trusted: "mocha")
    static let partners = [beans, crema, mocha]
    static let nobody = PartnerID(trusted: "nobody")

    /// Seconds after the start of the test's day.
    static func time(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: 1_795_000_000_000_000 + seconds * 1_000_000)
    }

    static func partner(_ id: PartnerID) -> Partner {
        Partner(id: id, settings: PartnerSettings(), createdAt: time(0))
    }

    static func event(_ number: Int64) -> EventID { EventID(trusted: "event-\(number)") }

    static func change(
        _ number: Int64, to partners: [PartnerID] = [beans], order: String = "order-1",
        type: String = "new_order", revision: Int64 = 1, shop: String? = nil,
        body: String? = nil, trace: String? = nil, at seconds: Int64? = nil
    ) -> NewChange {
        let event = event(number)
        let change = OrderChange(
            eventID: event, eventType: EventType(trusted: type), occurredAt: time(number),
            occurredAtText: "2026-11-23T15:04:05+01:00", partners: partners,
            orderID: OrderID(trusted: order), revision: revision,
            shopID: shop.map(ShopID.init(trusted:)), order: body.map { Array($0.utf8) },
            traceparent: trace, fingerprint: Fingerprint(of: Array(event.text.utf8)))
        return NewChange(
            sequence: number, change: change, acceptedAt: time(seconds ?? number))
    }

    /// The deliveries of a change, one per partner.
    static func deliveries(of new: NewChange, place: Place = .backlog) -> [DeliveryRecord] {
        new.change.partners.enumerated().map { ordinal, partner in
            var record = DeliveryRecord(
                id: DeliveryID(change: new.sequence, ordinal: ordinal), partner: partner,
                eventID: new.change.eventID, eventType: new.change.eventType,
                orderID: new.change.orderID, revision: new.change.revision,
                shopID: new.change.shopID, occurredAt: new.change.occurredAtText,
                traceparent: new.change.traceparent, acceptedAt: new.acceptedAt,
                deliverBy: new.acceptedAt.adding(seconds: 900),
                processBy: new.acceptedAt.adding(seconds: 1800), place: place)
            record.add(.accepted, at: new.acceptedAt, actor: "backend")
            return record
        }
    }

    static func ack(
        _ id: Int64, from sender: String = "beans", event: EventID? = nil,
        delivery: DeliveryID? = nil, verdict: String = "applied", device: String? = "machine-1"
    ) -> InboxAck {
        InboxAck(
            id: id, receivedAt: time(id), sender: sender,
            device: device.map(DeviceID.init(trusted:)), channel: device == nil ? .http : .mqtt,
            payload: Array("{\"n\":\(id)}".utf8), verdict: verdict, detail: "",
            eventID: event, delivery: delivery)
    }

    static func decision(_ number: Int64, reason: AckReason? = nil) -> Decision {
        Decision(
            decisionID: String(number), partnerID: beans, orderID: OrderID(trusted: "order-1"),
            newStatus: "accepted", reason: reason, preparationTimeS: reason == nil ? 90 : nil,
            decidedAt: time(number), by: "machine-1")
    }
}

extension LedgerTransaction {
    /// Appends a change with its deliveries.
    @discardableResult
    func accept(_ new: NewChange, place: Place = .backlog) throws -> [DeliveryRecord] {
        let records = Sample.deliveries(of: new, place: place)
        try append([new])
        try insert(records)
        return records.map(\.saved)
    }
}

extension LedgerStore {
    /// Appends a change with its deliveries, in a transaction of its own.
    func accept(_ new: NewChange) throws {
        try write { store in
            try store.append([new])
            try store.insert(Sample.deliveries(of: new))
        }
    }
}

extension DeliveryRecord {
    /// As the ledger returns it.
    var saved: DeliveryRecord {
        var saved = self
        saved.unsavedHistory = []
        return saved
    }
}
