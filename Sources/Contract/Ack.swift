// SPDX-License-Identifier: Apache-2.0

/// What a device says back about an event (contract, section 4). All of it is a claim.
package struct Ack: Sendable, Equatable {
    package var eventID: EventID
    package var status: Status
    /// The decision, with `processed`; see ``OrderStatus``.
    package var orderStatus: String?
    /// As claimed: any number, also a negative one.
    package var preparationTimeS: Int64?
    package var reason: AckReason?
    /// `false` where the device does not say: a failure is final.
    package var retryable: Bool
    /// 0 to ``Limits/retryAfterSeconds``; claims beyond are moved there.
    package var retryAfterS: Int64?
    /// Which details did not arrive as sent; the raw text has them.
    package var losses: Losses
    /// The ack's own JSON text, as received.
    package var raw: [UInt8]

    package enum Status: String, Sendable, CaseIterable {
        case received, working, processed, failed
    }

    /// Details given up so that the status is not.
    package struct Losses: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The reason's code or message was cut.
        package static let reasonTruncated = Losses(rawValue: 1)
        /// The order status was too long to be one, and was dropped.
        package static let orderStatusDropped = Losses(rawValue: 2)
    }

    package init(
        eventID: EventID,
        status: Status,
        orderStatus: String? = nil,
        preparationTimeS: Int64? = nil,
        reason: AckReason? = nil,
        retryable: Bool = false,
        retryAfterS: Int64? = nil,
        losses: Losses = [],
        raw: [UInt8] = []
    ) {
        self.eventID = eventID
        self.status = status
        self.orderStatus = orderStatus
        self.preparationTimeS = preparationTimeS
        self.reason = reason
        self.retryable = retryable
        self.retryAfterS = retryAfterS
        self.losses = losses
        self.raw = raw
    }
}

/// What a device sends: the fields, not ``Ack/raw``.
extension Ack: JSONWritable {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("event_id", eventID)
            writer.member("status", status.rawValue)
            writer.member("order_status", orderStatus)
            writer.member("preparation_time_s", preparationTimeS)
            writer.member("reason", reason)
            if retryable { writer.member("retryable", true) }
            writer.member("retry_after_s", retryAfterS)
        }
    }
}
