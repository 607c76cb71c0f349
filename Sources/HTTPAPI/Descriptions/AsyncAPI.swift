// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// One partner's MQTT topics for programs: AsyncAPI 3.0, as Orderbell sees them.
enum AsyncAPI {
    static func document(_ terms: ContractTerms, version: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 16_384)
        writer.object { writer in
            writer.member("asyncapi", "3.0.0")
            writer.key("info")
            writer.object { writer in
                writer.member("title", "Orderbell for partner \(terms.partner.text)")
                writer.member("version", version)
                writer.member(
                    "description",
                    "User name and client id are \(terms.partner.text).{device}. Orderbell sends"
                        + " triggers at least once; event_id is the idempotency key.")
            }
            writer.member("defaultContentType", "application/json")
            writer.key("channels")
            writer.raw(channels(terms).utf8)
            writer.key("operations")
            writer.raw(operations.utf8)
            writer.key("components")
            writer.raw(components(terms).utf8)
        }
        return writer.bytes
    }

    private static func channels(_ terms: ContractTerms) -> String {
        let root = "\(terms.topics.root)/partners/\(terms.partner.text)"
        let device = ##""parameters":{"device":{"$ref":"#/components/parameters/device"}}"##
        return ##"""
            {"orders":{"address":"\##(root)/orders","description":"Triggers",
             "messages":{"trigger":{"$ref":"#/components/messages/trigger"}}},
            "ordersOfShop":{"address":"\##(root)/orders/{shop}",
             "description":"Triggers of changes that name a shop; subscribe to orders/# for all",
             "parameters":{"shop":{"$ref":"#/components/parameters/shop"}},
             "messages":{"trigger":{"$ref":"#/components/messages/trigger"}}},
            "pending":{"address":"\##(root)/pending","description":"Pending count, retained",
             "messages":{"pending":{"$ref":"#/components/messages/pending"}}},
            "standing":{"address":"\##(root)/standing",
             "description":"How Orderbell treats you now, retained",
             "messages":{"standing":{"$ref":"#/components/messages/standing"}}},
            "acks":{"address":"\##(root)/devices/{device}/acks",
             "description":"The callback topic",\##(device),
             "messages":{"ack":{"$ref":"#/components/messages/ack"}}},
            "receipts":{"address":"\##(root)/devices/{device}/receipts",
             "description":"One receipt or problem per ack",\##(device),
             "messages":{"receipt":{"$ref":"#/components/messages/receipt"}}},
            "presence":{"address":"\##(root)/devices/{device}/presence",
             "description":"Retained; offline as the device's will",\##(device),
             "messages":{"presence":{"$ref":"#/components/messages/presence"}}}}
            """##
    }

    private static let operations: String = {
        let all = [
            ("ringOrders", "send", "orders", false), ("ringShop", "send", "ordersOfShop", false),
            ("tellPending", "send", "pending", true), ("tellStanding", "send", "standing", true),
            ("sendReceipts", "send", "receipts", false), ("hearAcks", "receive", "acks", false),
            ("hearPresence", "receive", "presence", true),
        ].map { name, action, channel, retain in
            ##"""
            "\##(name)":{"action":"\##(action)","channel":{"$ref":"#/channels/\##(channel)"},
             "bindings":{"mqtt":{"qos":1,"retain":\##(retain),"bindingVersion":"0.2.0"}}}
            """##
        }
        return "{\(all.joined(separator: ",\n"))}"
    }()
}

extension AsyncAPI {
    private static func components(_ terms: ContractTerms) -> String {
        let settings = terms.settings
        let isFull =
            settings.format == .full || settings.formats.values.contains(.full)
        let triggerBytes = isFull ? settings.maxPayloadBytes : Limits.triggerBytes
        let batch = "at most \(Limits.ackBatchCount) acks and \(Limits.ackBatchBytes) bytes"
        return ##"""
            {"parameters":{
             "device":{"description":"One of your devices: 1 to 64 of a-z 0-9 _ -"},
             "shop":{"description":"One of your shops: 1 to 64 of a-z 0-9 _ -"}},
            "messages":{
             "trigger":{"title":"Trigger","x-max-bytes":\##(triggerBytes),
              "description":"Format \##(settings.format.rawValue); at most \##(triggerBytes) bytes",
              "payload":{"$ref":"#/components/schemas/trigger"},"examples":[{"payload":{
               "event_id":"evt-1","event_type":"new_order","occurred_at":"2026-03-02T08:15:00Z",
               "attempt":1,"order_id":"order-1"}}]},
             "pending":{"title":"Pending count","payload":{"$ref":"#/components/schemas/pending"},
              "examples":[{"payload":{"occurred_at":"2026-03-02T08:15:00Z",
               "pending_order_count":3}}]},
             "standing":{"title":"Standing","payload":{"type":"object"}},
             "ack":{"title":"Ack","x-max-bytes":\##(Limits.ackBytes),
              "description":"At most \##(Limits.ackBytes) bytes; a batch: \##(batch)",
              "payload":{"$ref":"#/components/schemas/acks"},"examples":[{"payload":{
               "event_id":"evt-1","status":"processed","order_status":"accepted",
               "preparation_time_s":90}},{"payload":{"acks":[
               {"event_id":"evt-1","status":"received"}]}}]},
             "receipt":{"title":"Receipt or problem",
              "payload":{"$ref":"#/components/schemas/receipt"}},
             "presence":{"title":"Presence","contentType":"text/plain",
              "payload":{"type":"string","enum":["online","offline"]},
              "examples":[{"payload":"online"}]}},
            "schemas":\##(schemas)}
            """##
    }

    private static let schemas = ##"""
        {"trigger":{"type":"object","required":["event_id","event_type","occurred_at","attempt"],
          "properties":{"event_id":{"type":"string"},"event_type":{"type":"string"},
           "occurred_at":{"type":"string","format":"date-time"},
           "attempt":{"type":"integer","minimum":1},"order_id":{"type":"string"},
           "order":{"type":"object"}}},
        "pending":{"type":"object","required":["occurred_at","pending_order_count"],
         "properties":{"occurred_at":{"type":"string","format":"date-time"},
          "pending_order_count":{"type":"integer","minimum":0}}},
        "ack":{"type":"object","required":["event_id","status"],"properties":{
          "event_id":{"type":"string"},
          "status":{"type":"string","enum":["received","working","processed","failed"]},
          "order_status":{"type":"string"},"preparation_time_s":{"type":"integer"},
          "reason":{"type":"object","properties":{"code":{"type":"string"},
           "message":{"type":"string"}}},
          "retryable":{"type":"boolean"},"retry_after_s":{"type":"integer"}}},
        "acks":{"oneOf":[{"$ref":"#/components/schemas/ack"},{"type":"object",
          "required":["acks"],"properties":{"acks":{"type":"array",
           "maxItems":\##(Limits.ackBatchCount),
           "items":{"$ref":"#/components/schemas/ack"}}}}]},
        "receipt":{"oneOf":[{"type":"object",
          "required":["event_id","verdict","outcome_or_stage","recorded_at"],"properties":{
           "event_id":{"type":"string"},
           "verdict":{"type":"string","enum":["applied","duplicate","late","ignored"]},
           "outcome_or_stage":{"type":"string"},
           "recorded_at":{"type":"string","format":"date-time"}}},
         {"type":"object","required":["type","title","detail"],"properties":{
           "type":{"type":"string","format":"uri"},"title":{"type":"string"},
           "detail":{"type":"string"},"event_id":{"type":"string"}}}]}}
        """##
}
