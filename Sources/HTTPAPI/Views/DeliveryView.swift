// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// A delivery as JSON, in the contract's words.
extension JSONWriter {
    mutating func delivery(_ record: DeliveryRecord) {
        object { $0.members(of: record) }
    }

    mutating func delivery(_ detail: DeliveryDetail) {
        object { writer in
            writer.members(of: detail.record)
            writer.key("history")
            writer.array { writer in
                writer.entry(
                    HistoryEntry(
                        at: detail.record.acceptedAt, kind: .accepted, actor: "backend"))
                for entry in detail.history { writer.entry(entry) }
            }
            writer.key("order")
            if let order = detail.order { writer.raw(order) } else { writer.null() }
        }
    }

    private mutating func members(of record: DeliveryRecord) {
        member("event_id", record.eventID)
        member("partner_id", record.partner)
        member("order_id", record.orderID)
        member("event_type", record.eventType)
        memberOrNull("shop_id", record.shopID?.text)
        member("revision", record.revision)
        member("occurred_at", record.occurredAt)
        member("stage", record.stage.rawValue)
        memberOrNull("outcome", record.outcome?.rawValue)
        member("late", record.late)
        member("attempts", record.attempts)
        member("deferrals", record.deferrals)
        memberOrNull("accepted_at", record.acceptedAt)
        memberOrNull("published_at", record.publishedAt)
        memberOrNull("broker_acked_at", record.brokerAckedAt)
        memberOrNull("received_at", record.receivedAt)
        memberOrNull("processed_at", record.processedAt)
        memberOrNull("closed_at", record.closedAt)
        memberOrNull("deliver_by", record.deliverBy)
        memberOrNull("process_by", record.processBy)
        memberOrNull("next_attempt_at", record.nextAttemptAt)
        memberOrNull("acked_by", record.ackedBy?.text)
        key("reason")
        if let reason = record.reason {
            object { writer in
                writer.member("code", reason.code)
                writer.member("message", reason.message)
            }
        } else {
            null()
        }
    }

    private mutating func entry(_ entry: HistoryEntry) {
        object { writer in
            writer.member("at", entry.at)
            writer.member("what", entry.kind.rawValue)
            writer.member("who", entry.actor)
            writer.member("attempt", entry.attempt)
            if !entry.detail.isEmpty { writer.member("detail", entry.detail) }
            writer.member("ack", entry.ack)
        }
    }
}
