// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Ledger

/// Acks of the inbox and their answers as JSON.
extension JSONWriter {
    mutating func ack(_ ack: InboxAck) {
        object { writer in
            writer.member("ack_id", ack.id)
            writer.member("received_at", ack.receivedAt)
            writer.member("partner_id", ack.sender)
            writer.memberOrNull("device", ack.device?.text)
            writer.member("channel", ack.channel.rawValue)
            writer.member("verdict", ack.verdict)
            writer.member("detail", ack.detail)
            writer.memberOrNull("event_id", ack.eventID?.text)
            // Bytes that are no UTF-8 are shown with replacement characters, and so is U+0000, which
            // strict readers, our own among them, refuse.
            let payload = String(decoding: ack.payload, as: UTF8.self)
            writer.member("payload", payload.replacing("\0", with: "\u{FFFD}"))
        }
    }

    mutating func result(_ result: AckResult) {
        switch result {
        case .receipt(let receipt): receipt.write(to: &self)
        case .problem(let problem): problem.write(to: &self)
        }
    }
}
