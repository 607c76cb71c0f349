// SPDX-License-Identifier: Apache-2.0
package import Contract

/// In which order a partner's deliveries go out.
package enum Ordering: String, Sendable, CaseIterable {
    /// Deliveries of one order one after another, different orders side by side.
    case perOrder = "per_order"
    /// Any order.
    case none
    /// The whole partner, one at a time.
    case strict
}

/// How Orderbell treats one partner's deliveries. Durations are in milliseconds.
package struct PartnerSettings: Sendable, Equatable {
    package var name = ""
    package var format = TriggerFormat.trigger
    /// Formats that differ for single event types.
    package var formats: [String: TriggerFormat] = [:]
    package var ordering = Ordering.perOrder
    /// Published and not yet received, at most.
    package var maxInFlight = 100
    /// A full message over this falls back to `trigger`.
    package var maxPayloadBytes = Limits.orderBytesDefault
    package var retry = RetryPolicy()
    package var deliverByMilliseconds: Int64 = 15 * 60_000
    package var processByMilliseconds: Int64 = 30 * 60_000
    /// A newer change of an order closes the undelivered older ones.
    package var supersede = false

    package init() {}

    package func format(for eventType: EventType) -> TriggerFormat {
        formats[eventType.text] ?? format
    }

    /// The deadlines of a change accepted at `now`: what the change asks for, else the settings.
    package func deadlines(
        for change: OrderChange, acceptedAt now: Timestamp
    ) -> (deliverBy: Timestamp, processBy: Timestamp) {
        (
            change.deliverBy ?? now.adding(microseconds: deliverByMilliseconds * 1000),
            change.processBy ?? now.adding(microseconds: processByMilliseconds * 1000)
        )
    }
}
