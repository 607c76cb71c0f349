// SPDX-License-Identifier: Apache-2.0

internal import Contract
internal import Mosquitto

/// Tells by topic and payload what a message to a machine is.
struct InboundReader: Sendable {
    private let orders: [UInt8]
    private let receipts: [UInt8]
    private let pending: [UInt8]

    init(_ topics: Topics, _ id: MachineID) {
        orders = Array(topics.orders(partner: id.partner).utf8)
        receipts = Array(topics.receipts(partner: id.partner, device: id.device).utf8)
        pending = Array(topics.pending(partner: id.partner).utf8)
    }

    func read(_ message: InboundMessage) -> MachineInbound {
        if isOrders(message.topic) { return readTrigger(message) }
        if message.topic == receipts { return readReceipt(message) }
        guard message.topic == pending else { return unreadable(message, "not subscribed to") }
        return readPending(message)
    }

    private func isOrders(_ topic: [UInt8]) -> Bool {
        guard topic.starts(with: orders) else { return false }
        return topic.count == orders.count || topic[orders.count] == UInt8(ascii: "/")
    }

    private func readTrigger(_ message: InboundMessage) -> MachineInbound {
        guard !message.retain else { return unreadable(message, "a retained trigger") }
        switch TriggerHead.read(message.payload) {
        case .success(let head): return .trigger(head)
        case .failure(let reason): return unreadable(message, reason.detail)
        }
    }

    private func readReceipt(_ message: InboundMessage) -> MachineInbound {
        guard let root = root(message) else { return unreadable(message, "not JSON") }
        let eventID = root["event_id"]?.identifier(as: EventID.self)
        if let word = root["verdict"]?.string {
            guard let eventID, let verdict = Receipt.Verdict(rawValue: word),
                let outcomeOrStage = root["outcome_or_stage"]?.string
            else { return unreadable(message, "not a receipt") }
            return .receipt(eventID, verdict, outcomeOrStage: outcomeOrStage)
        }
        guard let type = root["type"]?.string, let slug = type.split(separator: "/").last else {
            return unreadable(message, "neither a receipt nor a problem")
        }
        let detail = root["detail"]?.string ?? ""
        return .problem(type: String(slug), detail: detail, eventID: eventID)
    }

    private func readPending(_ message: InboundMessage) -> MachineInbound {
        guard !message.payload.isEmpty else { return .cleared }
        guard let count = root(message)?["pending_order_count"]?.int64, count >= 0 else {
            return unreadable(message, "not a pending count")
        }
        return .pending(count: Int(count))
    }

    private func root(_ message: InboundMessage) -> JSONNode? {
        try? JSONDocument(parsing: message.payload, maxBytes: Limits.ackBatchBytes).root
    }

    private func unreadable(_ message: InboundMessage, _ detail: String) -> MachineInbound {
        .unreadable(topic: message.topic, detail: detail)
    }
}
