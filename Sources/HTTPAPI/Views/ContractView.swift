// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// The guarantees in force for one partner (contract, section 3), as JSON.
extension JSONWriter {
    mutating func terms(_ terms: ContractTerms) {
        object { writer in
            writer.member("partner_id", terms.partner)
            writer.member("name", terms.settings.name)
            writer.promises(terms.settings)
            writer.retry(terms.settings)
            writer.deadlines(terms.settings)
            writer.sizes(terms.settings)
            writer.formats(terms.settings)
            writer.member("requests_per_minute", terms.requestsPerMinute)
            writer.recovery()
            writer.topics(terms)
        }
    }

    private mutating func promises(_ settings: PartnerSettings) {
        member("guarantee", "at least once until received or expired")
        member("idempotency_key", "event_id")
        member("duplicates", "carry the same event_id and a higher attempt")
        key("durable_before")
        array { writer in
            for what in ["the HTTP 2xx", "the receipt", "the MQTT PUBACK of an ack"] {
                writer.string(what)
            }
        }
        member("ordering", settings.ordering.rawValue)
        key("parallelism")
        object { writer in
            writer.member(
                "max_in_flight", settings.ordering == .strict ? 1 : settings.maxInFlight)
        }
        member("supersede", settings.supersede)
        member(
            "late_acks",
            "an ack after expired or dead wins: processed, with late set; cancelled and superseded stay"
        )
    }

    private mutating func retry(_ settings: PartnerSettings) {
        key("retry")
        object { writer in
            writer.seconds("first_s", settings.retry.firstMilliseconds)
            writer.key("multiplier")
            writer.double(settings.retry.multiplier)
            writer.seconds("max_s", settings.retry.maxMilliseconds)
            writer.key("jitter")
            writer.double(settings.retry.jitter)
            writer.member("attempts", settings.retry.attempts)
            writer.member(
                "offline", "a device known to be offline is waited for, which uses up no attempt")
        }
    }

    private mutating func deadlines(_ settings: PartnerSettings) {
        key("deadlines")
        object { writer in
            writer.seconds("deliver_by_s", settings.deliverByMilliseconds)
            writer.seconds("process_by_s", settings.processByMilliseconds)
            writer.member("working_extensions", DeliveryRecord.extensionsMax)
        }
    }

    private mutating func sizes(_ settings: PartnerSettings) {
        key("sizes")
        object { writer in
            writer.member("trigger_bytes", Limits.triggerBytes)
            writer.member("full_message_bytes", settings.maxPayloadBytes)
            writer.member("ack_bytes", Limits.ackBytes)
            writer.member("ack_batch_count", Limits.ackBatchCount)
            writer.member("ack_batch_bytes", Limits.ackBatchBytes)
            writer.member("status_change_bytes", Limits.statusChangeBytes)
            writer.member("status_change_batch_count", Limits.statusChangesPerBatch)
            writer.member("status_change_batch_bytes", Limits.statusChangeBatchBytes)
        }
    }

    private mutating func formats(_ settings: PartnerSettings) {
        member("format", settings.format.rawValue)
        key("formats")
        object { writer in
            for (type, format) in settings.formats.sorted(by: { $0.key < $1.key }) {
                writer.key(type)
                writer.string(format.rawValue)
            }
        }
    }

    private mutating func recovery() {
        key("recoverable_by")
        object { writer in
            writer.member("events", "/v1/events?after=")
            writer.member("stream", "/v1/events/stream")
            writer.member("pending", "/v1/orders/pending")
            writer.member("order", "/v1/orders/{id}")
        }
    }

    private mutating func topics(_ terms: ContractTerms) {
        let (topics, partner) = (terms.topics, terms.partner)
        let root = "\(topics.root)/partners/\(partner.text)"
        key("topics")
        object { writer in
            writer.member("subscribe", topics.ordersFilter(partner: partner))
            writer.member("orders", topics.orders(partner: partner))
            writer.member("orders_of_shop", "\(topics.orders(partner: partner))/{shop}")
            writer.member("pending", topics.pending(partner: partner))
            writer.member("standing", topics.standing(partner: partner))
            for leaf in ["acks", "receipts", "presence"] {
                writer.key(leaf)
                writer.string("\(root)/devices/{device}/\(leaf)")
            }
            writer.member("user_name_and_client_id", "\(partner.text).{device}")
        }
    }

    /// Milliseconds as seconds.
    private mutating func seconds(_ key: StaticString, _ milliseconds: Int64) {
        self.key(key)
        if milliseconds % 1000 == 0 {
            int(milliseconds / 1000)
        } else {
            double(Double(milliseconds) / 1000)
        }
    }
}
