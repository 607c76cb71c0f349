// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The ledger's number for a delivery: the change's sequence number and the partner's place in it.
///
/// Numbers rise in the order of acceptance, so they are also the order of the event feed.
package struct DeliveryID: Hashable, Comparable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// - Parameter ordinal: the partner's place in the change's list, below
    ///   ``Limits/partnersPerChange``.
    package init(change: Int64, ordinal: Int) {
        rawValue = change << Self.ordinalBits | Int64(ordinal)
    }

    /// The sequence number of the change that this delivery announces.
    package var change: Int64 { rawValue >> Self.ordinalBits }

    /// Enough for the 1000 partners one change may name.
    package static let ordinalBits: Int64 = 10

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Why something is as it is, in a code for programs and a sentence for people.
package struct Reason: Sendable, Equatable {
    package var code: String
    package var message: String

    package init(code: String, message: String = "") {
        self.code = code
        self.message = message
    }
}

/// One order change for one partner: the head row of the ledger.
///
/// Only the rules in this target change it; every change leaves an entry in ``unsavedHistory``,
/// which the ledger appends in the same transaction.
package struct DeliveryRecord: Sendable, Equatable {
    package let id: DeliveryID
    package let partner: PartnerID
    package let eventID: EventID
    package let eventType: EventType
    package let orderID: OrderID
    package let revision: Int64
    package let shopID: ShopID?
    /// As the order backend wrote it.
    package let occurredAt: String
    package let traceparent: String?

    package let acceptedAt: Timestamp
    package var publishedAt: Timestamp?
    package var brokerAckedAt: Timestamp?
    package var receivedAt: Timestamp?
    package var processedAt: Timestamp?

    package var outcome: Outcome?
    /// When it got its outcome.
    package var closedAt: Timestamp?
    /// The outcome came from an ack after `expired` or `dead`.
    package var late = false

    /// Publishes that used up an attempt. A deferral uses up none.
    package var attempts = 0
    package var deferrals = 0
    /// How often `working` moved ``processBy``.
    package var extensions = 0

    package var deliverBy: Timestamp
    package var processBy: Timestamp
    package var nextAttemptAt: Timestamp?

    package var ackedBy: DeviceID?
    package var reason: Reason?
    package var place: Place

    /// History entries that no transaction has written yet, oldest first.
    package var unsavedHistory: [HistoryEntry] = []

    package init(
        id: DeliveryID, partner: PartnerID, eventID: EventID, eventType: EventType,
        orderID: OrderID, revision: Int64, shopID: ShopID?, occurredAt: String,
        traceparent: String?, acceptedAt: Timestamp, deliverBy: Timestamp, processBy: Timestamp,
        place: Place
    ) {
        self.id = id
        self.partner = partner
        self.eventID = eventID
        self.eventType = eventType
        self.orderID = orderID
        self.revision = revision
        self.shopID = shopID
        self.occurredAt = occurredAt
        self.traceparent = traceparent
        self.acceptedAt = acceptedAt
        self.deliverBy = deliverBy
        self.processBy = processBy
        self.place = place
    }

    package var stage: Stage {
        if processedAt != nil { return .processed }
        if receivedAt != nil { return .received }
        if brokerAckedAt != nil { return .brokerAcked }
        if publishedAt != nil { return .published }
        return .accepted
    }

    package var isOpen: Bool { outcome == nil }

    /// The clock that runs now: `deliver_by` until received, then `process_by`; never later than
    /// `process_by`.
    package var deadline: Timestamp {
        receivedAt == nil ? min(deliverBy, processBy) : processBy
    }

    /// What a receipt or a list says in one word: the outcome, or else the stage.
    package var outcomeOrStage: String { outcome?.rawValue ?? stage.rawValue }
}
