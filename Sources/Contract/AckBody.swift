// SPDX-License-Identifier: Apache-2.0

/// The body of acks, over MQTT and HTTP: one ack, or `{"acks":[…]}`.
package enum AckBody {
    /// Reads a body. Never throws: whatever arrives is evidence.
    package static func parse(_ bytes: [UInt8]) -> AckParse {
        let root: JSONNode
        do {
            root = try JSONDocument(parsing: bytes, maxBytes: Limits.ackBatchBytes).root
        } catch {
            return .unreadable(Problem(error))
        }
        guard root.isObject else {
            let detail = "Send one ack as an object, or {\"acks\":[…]}."
            return .unreadable(Problem(.malformed, detail))
        }
        guard let acks = root.member("acks") else {
            return .items([AckItem(root)], isBatch: false)
        }
        return parseBatch(acks, in: root)
    }

    private static func parseBatch(_ acks: JSONNode, in root: JSONNode) -> AckParse {
        guard acks.isArray, root.member("event_id") == nil else {
            let detail = "Send either one ack, or {\"acks\":[…]} with a list of acks, not both."
            return .unreadable(Problem(.malformed, detail))
        }
        guard acks.count <= Limits.ackBatchCount else {
            let detail = "\(acks.count) acks at once; send at most \(Limits.ackBatchCount)."
            return .unreadable(Problem(.tooLarge, detail))
        }
        return .items(acks.elements.map(AckItem.init), isBatch: true)
    }
}

/// What a body of acks turned out to be.
package enum AckParse: Sendable, Equatable {
    /// Nothing in it can be told apart: not JSON, not an object, or over a limit as a whole.
    case unreadable(Problem)
    /// The acks, good and bad, in order.
    case items([AckItem], isBatch: Bool)
}

/// One ack of a body.
package enum AckItem: Sendable, Equatable {
    case ack(Ack)
    /// With the item's own JSON text.
    case bad(Problem, raw: [UInt8])

    init(_ node: JSONNode) {
        switch Ack.parse(node) {
        case .success(let ack): self = .ack(ack)
        case .failure(let problem): self = .bad(problem, raw: node.ownBytes)
        }
    }

    /// The event it is about, where that could be read.
    package var eventID: EventID? {
        switch self {
        case .ack(let ack): ack.eventID
        case .bad(let problem, _): problem.eventID
        }
    }

    /// The item's own JSON text, as received.
    package var raw: [UInt8] {
        switch self {
        case .ack(let ack): ack.raw
        case .bad(_, let raw): raw
        }
    }
}
