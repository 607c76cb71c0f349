// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Delivery

/// One ack as it came, good or bad, with what became of it.
package struct InboxAck: Sendable, Equatable {
    package let id: Int64
    package let receivedAt: Timestamp
    /// The partner as the topic or the token names it; also one that does not exist.
    package let sender: String
    package let device: DeviceID?
    package let channel: Channel
    /// As received.
    package let payload: [UInt8]
    /// `applied`, `duplicate`, `late`, `ignored`, or the slug of a problem.
    package let verdict: String
    package let detail: String
    package let eventID: EventID?
    package let delivery: DeliveryID?

    package enum Channel: String, Sendable {
        case mqtt
        case http
    }

    package init(
        id: Int64, receivedAt: Timestamp, sender: String, device: DeviceID?, channel: Channel,
        payload: [UInt8], verdict: String, detail: String, eventID: EventID?,
        delivery: DeliveryID?
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.sender = sender
        self.device = device
        self.channel = channel
        self.payload = payload
        self.verdict = verdict
        self.detail = detail
        self.eventID = eventID
        self.delivery = delivery
    }
}
