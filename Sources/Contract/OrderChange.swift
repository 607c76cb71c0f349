// SPDX-License-Identifier: Apache-2.0

/// What the order backend reports: one event about one order, for one or more partners
/// (contract, section 5).
package struct OrderChange: Sendable, Equatable {
    package var eventID: EventID
    package var eventType: EventType
    package var occurredAt: Timestamp
    /// `occurred_at` as it was written; goes into triggers unchanged.
    package var occurredAtText: String
    /// 1 to ``Limits/partnersPerChange``, each once, in the order of the change.
    package var partners: [PartnerID]
    package var orderID: OrderID
    /// Not negative.
    package var revision: Int64
    package var shopID: ShopID?
    package var deliverBy: Timestamp?
    package var processBy: Timestamp?
    /// The JSON text of the order object as received, but for line breaks between values, which
    /// are blanks here, so that it can stand in one line.
    package var order: [UInt8]?
    /// The W3C trace context of the change, where it carried a well-formed one.
    package var traceparent: String?
    /// Equal if and only if the content is: whatever the order of keys, whitespace and escapes;
    /// whatever is in it, fields unknown to us as well.
    package var fingerprint: Fingerprint

    package init(
        eventID: EventID,
        eventType: EventType,
        occurredAt: Timestamp,
        occurredAtText: String? = nil,
        partners: [PartnerID],
        orderID: OrderID,
        revision: Int64,
        shopID: ShopID? = nil,
        deliverBy: Timestamp? = nil,
        processBy: Timestamp? = nil,
        order: [UInt8]? = nil,
        traceparent: String? = nil,
        fingerprint: Fingerprint
    ) {
        self.eventID = eventID
        self.eventType = eventType
        self.occurredAt = occurredAt
        self.occurredAtText = occurredAtText ?? occurredAt.rfc3339
        self.partners = partners
        self.orderID = orderID
        self.revision = revision
        self.shopID = shopID
        self.deliverBy = deliverBy
        self.processBy = processBy
        self.order = order
        self.traceparent = traceparent
        self.fingerprint = fingerprint
    }
}
