// SPDX-License-Identifier: Apache-2.0

/// How a partner wants to be told (contract, section 4).
package enum TriggerFormat: String, Sendable, CaseIterable {
    /// With the whole order.
    case full
    /// With the order's identifier.
    case trigger
    /// No message per change: a retained ``PendingCount`` instead.
    case count
}

/// The message that announces a delivery.
package struct Trigger: Sendable, Equatable {
    package var eventID: EventID
    package var eventType: EventType
    /// As the change had it: at most ``Limits/timestampBytes``.
    package var occurredAtText: String
    /// 1 for the first publish.
    package var attempt: Int
    package var orderID: OrderID
    /// The order's JSON object, as ``OrderChange/order`` has it.
    package var orderJSON: [UInt8]?

    package init(
        eventID: EventID,
        eventType: EventType,
        occurredAtText: String,
        attempt: Int,
        orderID: OrderID,
        orderJSON: [UInt8]? = nil
    ) {
        self.eventID = eventID
        self.eventType = eventType
        self.occurredAtText = occurredAtText
        self.attempt = attempt
        self.orderID = orderID
        self.orderJSON = orderJSON
    }

    /// The message's bytes: at most ``Limits/triggerBytes`` in any form but `full`.
    ///
    /// `count` has no message per change, and gives the `trigger` form.
    package func encode(_ format: TriggerFormat) -> [UInt8] {
        let order = format == .full ? orderJSON : nil
        var writer = JSONWriter(capacity: 256 + (order?.count ?? 0))
        writer.object { writer in
            writer.member("event_id", eventID)
            writer.member("event_type", eventType)
            writer.member("occurred_at", occurredAtText)
            writer.member("attempt", attempt)
            if format == .full {
                writer.key("order")
                writeOrder(order, to: &writer)
            } else {
                writer.member("order_id", orderID)
            }
        }
        return writer.bytes
    }

    /// The message for a partner whose messages may have `payloadBytesMax` bytes: falls back from
    /// `full` to `trigger` over that.
    ///
    /// - Returns: The bytes, and the form they have, for the ledger.
    package func encode(
        _ format: TriggerFormat,
        payloadBytesMax: Int
    ) -> (payload: [UInt8], format: TriggerFormat) {
        let payload = encode(format)
        guard format == .full, payload.count > payloadBytesMax else { return (payload, format) }
        return (encode(.trigger), .trigger)
    }

    /// Writes the order as received; without an `id` of its own it gets the order's, up front.
    private func writeOrder(_ order: [UInt8]?, to writer: inout JSONWriter) {
        guard let order, let members = Self.members(of: order) else {
            writer.object { $0.member("id", orderID) }
            return
        }
        guard !members.hasID else { return writer.raw(order) }
        writer.object { writer in
            writer.member("id", orderID)
            if !members.text.isEmpty { writer.rawMembers(members.text) }
        }
    }

    /// What stands between the braces of an object, and whether an `id` is there.
    ///
    /// `nil` for anything but an object: the ledger holds none, and a device gets none.
    private static func members(of order: [UInt8]) -> (text: ArraySlice<UInt8>, hasID: Bool)? {
        guard let document = try? JSONDocument(parsing: order, maxBytes: Limits.changeBytes),
            document.root.isObject
        else { return nil }
        let root = document.root
        let text = root.rawBytes.dropFirst().dropLast()
        return (root.count == 0 ? [] : text, root.member("id") != nil)
    }
}
