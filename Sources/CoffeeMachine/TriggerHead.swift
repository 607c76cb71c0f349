// SPDX-License-Identifier: Apache-2.0

package import Contract

/// What a machine reads of a trigger, in either format.
package struct TriggerHead: Sendable, Equatable {
    package let eventID: EventID
    package let eventType: EventType
    package let orderID: OrderID
    package let attempt: Int

    /// Reads a message; a sentence says what is wrong with it.
    static func read(_ payload: [UInt8]) -> Result<TriggerHead, Unreadable> {
        let root: JSONNode
        do {
            root = try JSONDocument(parsing: payload, maxBytes: payloadBytesMax).root
        } catch {
            return .failure(Unreadable(detail: error.detail))
        }
        guard let eventID = root["event_id"]?.identifier(as: EventID.self) else {
            return .failure(Unreadable(detail: "no event_id"))
        }
        guard let eventType = root["event_type"]?.identifier(as: EventType.self) else {
            return .failure(Unreadable(detail: "no event_type"))
        }
        guard let attempt = root["attempt"]?.int64, attempt > 0 else {
            return .failure(Unreadable(detail: "no attempt"))
        }
        guard let order = root["order_id"] ?? root["order"]?["id"],
            let orderID = order.identifier(as: OrderID.self)
        else {
            return .failure(Unreadable(detail: "neither order_id nor an order with an id"))
        }
        let head = TriggerHead(
            eventID: eventID, eventType: eventType, orderID: orderID, attempt: Int(attempt))
        return .success(head)
    }

    /// Why a message is no trigger.
    struct Unreadable: Error {
        let detail: String
    }

    /// More than any partner's `max_payload_bytes` in earnest.
    private static let payloadBytesMax = 1 << 20
}
