// SPDX-License-Identifier: Apache-2.0

internal import Contract

/// The ways a machine breaks an answer on purpose.
package enum GarbledAck: String, Sendable, CaseIterable {
    /// JSON that ends in the middle.
    case truncated
    /// JSON with a number where the event's name belongs.
    case wrongType
    /// A good ack for an event that does not exist.
    case unknownEvent
    /// An ack of twice the size allowed.
    case huge

    /// The broken message.
    ///
    /// - Parameter ack: The good ack's bytes.
    func payload(
        for eventID: EventID, ack: [UInt8], using random: inout MachineRandom
    ) -> [UInt8] {
        switch self {
        case .truncated:
            return Array(ack.prefix(ack.count / 2))
        case .wrongType:
            return Array(#"{"event_id":17,"status":["received"]}"#.utf8)
        case .unknownEvent:
            let name = "no-such-event-\(String(random.next(), radix: 16))"
            return Self.encode(Ack(eventID: EventID(trusted: name), status: .received))
        case .huge:
            var writer = JSONWriter(capacity: Limits.ackBytes * 2 + 256)
            writer.object { writer in
                writer.member("event_id", eventID)
                writer.member("status", Ack.Status.received.rawValue)
                writer.member("padding", String(repeating: "x", count: Limits.ackBytes * 2))
            }
            return writer.bytes
        }
    }

    private static func encode(_ ack: Ack) -> [UInt8] {
        var writer = JSONWriter()
        ack.write(to: &writer)
        return writer.bytes
    }
}
