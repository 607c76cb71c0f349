// SPDX-License-Identifier: Apache-2.0
import Contract

extension OpenAPI {
    /// The members of `components.schemas`, without the braces.
    static let schemas = [names, inbound, results, orders, events, others]

    private static let names = #"""
        "Name":{"type":"string","pattern":"^[a-z0-9][a-z0-9_-]{0,63}$"},
        "Reference":{"type":"string","pattern":"^[A-Za-z0-9._:-]{1,64}$"},
        "EventType":{"type":"string","pattern":"^[a-z0-9_.-]{1,64}$"},
        "Status":{"type":"string","pattern":"^[ -~]{1,\#(Limits.orderStatusBytes)}$",
         "examples":["accepted","rejected"]},
        "Time":{"type":"string","format":"date-time","maxLength":\#(Limits.timestampBytes)},
        "OptionalTime":{"type":["string","null"],"format":"date-time"},
        "Count":{"type":"integer","minimum":0},
        "Cursor":{"type":"string","pattern":"^1[a-z][0-9a-z]{1,18}$",
         "description":"Opaque: send what you got."},
        "Reason":{"type":"object","properties":{"code":{"type":"string"},
         "message":{"type":"string"}}},
        "Problem":{"type":"object","description":"RFC 9457 problem details",
         "required":["type","title","detail"],"properties":{
          "type":{"type":"string","format":"uri",
           "pattern":"^https://orderbell\\.dev/problems/[a-z-]+$"},
          "title":{"type":"string"},"status":{"type":"integer","minimum":400,"maximum":599},
          "detail":{"type":"string"},"event_id":{"$ref":"#/components/schemas/Reference"},
          "errors":{"type":"array","maxItems":\#(Limits.problemErrors),"items":{
           "type":"object","required":["pointer","detail"],"properties":{
            "pointer":{"type":"string"},"detail":{"type":"string"}}}}}},
        "Description":{"type":"object"}
        """#

    private static let inbound = #"""
        "OrderChange":{"type":"object",
         "required":["event_id","event_type","occurred_at","order_id","revision"],
         "properties":{
          "event_id":{"$ref":"#/components/schemas/Reference"},
          "event_type":{"$ref":"#/components/schemas/EventType"},
          "occurred_at":{"$ref":"#/components/schemas/Time"},
          "partner_id":{"$ref":"#/components/schemas/Name"},
          "partner_ids":{"type":"array","minItems":1,"maxItems":\#(Limits.partnersPerChange),
           "uniqueItems":true,"items":{"$ref":"#/components/schemas/Name"}},
          "order_id":{"$ref":"#/components/schemas/Reference"},
          "revision":{"type":"integer","minimum":0,"maximum":9223372036854775807},
          "shop_id":{"$ref":"#/components/schemas/Name"},
          "deliver_by":{"$ref":"#/components/schemas/Time"},
          "process_by":{"$ref":"#/components/schemas/Time"},
          "order":{"type":"object"},"traceparent":{"type":"string"}},
         "oneOf":[{"required":["partner_id"]},{"required":["partner_ids"]}]},
        "OrderChanges":{"oneOf":[{"$ref":"#/components/schemas/OrderChange"},
         {"type":"object","required":["changes"],"properties":{"changes":{"type":"array",
          "maxItems":\#(Limits.changesPerBatch)},"event_id":false}}]},
        "StatusChanges":{"type":"object","required":["status_changes"],"properties":{
         "status_changes":{"type":"array","maxItems":\#(Limits.statusChangesPerBatch),
          "description":"Each is judged alone: see StatusChange."}}},
        "StatusChange":{"type":"object","required":["order_id","new_status"],"properties":{
         "order_id":{"$ref":"#/components/schemas/Reference"},
         "new_status":{"$ref":"#/components/schemas/Status"},
         "reason":{"$ref":"#/components/schemas/Reason"},
         "preparation_time_s":{"type":"integer"},"revision":{"type":"integer",
          "description":"Nothing is done unless it is the newest you were told of."}}},
        "Ack":{"type":"object","required":["event_id","status"],"properties":{
         "event_id":{"$ref":"#/components/schemas/Reference"},
         "status":{"enum":["received","working","processed","failed"]},
         "order_status":{"$ref":"#/components/schemas/Status"},
         "preparation_time_s":{"type":"integer"},
         "reason":{"$ref":"#/components/schemas/Reason"},
         "retryable":{"type":"boolean"},"retry_after_s":{"type":"integer"}}},
        "Acks":{"oneOf":[{"$ref":"#/components/schemas/Ack"},
         {"type":"object","required":["acks"],"properties":{"acks":{"type":"array",
          "maxItems":\#(Limits.ackBatchCount)},"event_id":false}}]}
        """#

    private static let results = #"""
        "ChangeResults":{"type":"object","required":["results"],"properties":{"results":{
         "type":"array","items":{"type":"object","required":["event_id","outcome"],"properties":{
          "event_id":{"type":["string","null"]},
          "outcome":{"enum":["accepted","duplicate","conflict","invalid"]},
          "problem":{"$ref":"#/components/schemas/Problem"}}}}}},
        "StatusChangeResults":{"type":"object","required":["results"],"properties":{"results":{
         "type":"array","items":{"type":"object","required":["order_id","outcome"],"properties":{
          "order_id":{"type":["string","null"]},
          "outcome":{"enum":["applied","duplicate","conflict","not-found","invalid"]},
          "problem":{"$ref":"#/components/schemas/Problem"}}}}}},
        "Receipt":{"type":"object",
         "required":["event_id","verdict","outcome_or_stage","recorded_at"],"properties":{
          "event_id":{"$ref":"#/components/schemas/Reference"},
          "verdict":{"enum":["applied","duplicate","late","ignored"]},
          "outcome_or_stage":{"type":"string"},
          "recorded_at":{"$ref":"#/components/schemas/Time"}}},
        "AckResults":{"type":"object","required":["results"],"properties":{"results":{
         "type":"array","items":{"oneOf":[{"$ref":"#/components/schemas/Receipt"},
          {"$ref":"#/components/schemas/Problem"}]}}}},
        "Decision":{"type":"object","required":["decision_id","partner_id","order_id",
         "new_status","decided_at","by"],"properties":{
          "decision_id":{"type":"string"},
          "partner_id":{"$ref":"#/components/schemas/Name"},
          "order_id":{"$ref":"#/components/schemas/Reference"},
          "new_status":{"$ref":"#/components/schemas/Status"},
          "reason":{"$ref":"#/components/schemas/Reason"},
          "preparation_time_s":{"type":"integer"},
          "decided_at":{"$ref":"#/components/schemas/Time"},"by":{"type":"string"}}},
        "DecisionPage":{"type":"object","required":["decisions","cursor"],"properties":{
         "decisions":{"type":"array","items":{"$ref":"#/components/schemas/Decision"}},
         "cursor":{"$ref":"#/components/schemas/Cursor"}}}
        """#

    private static let orders = #"""
        "Order":{"type":"object","required":["order_id","partner_id","revision","event_id",
         "event_type","occurred_at","order"],"properties":{
          "order_id":{"$ref":"#/components/schemas/Reference"},
          "partner_id":{"$ref":"#/components/schemas/Name"},
          "shop_id":{"type":["string","null"]},"revision":{"type":"integer","minimum":0},
          "event_id":{"$ref":"#/components/schemas/Reference"},
          "event_type":{"$ref":"#/components/schemas/EventType"},
          "occurred_at":{"$ref":"#/components/schemas/Time"},
          "order":{"type":["object","null"]}}},
        "PendingPage":{"type":"object","required":["orders","cursor"],"properties":{
         "orders":{"type":"array","items":{"type":"object",
          "required":["order_id","revision","event_type","occurred_at","event_ids"],
          "properties":{"order_id":{"$ref":"#/components/schemas/Reference"},
           "shop_id":{"$ref":"#/components/schemas/Name"},
           "revision":{"type":"integer","minimum":0},
           "event_type":{"$ref":"#/components/schemas/EventType"},
           "occurred_at":{"$ref":"#/components/schemas/Time"},
           "event_ids":{"type":"array","minItems":1,
            "items":{"$ref":"#/components/schemas/Reference"}}}}},
         "cursor":{"type":["string","null"]}}},
        "CreatedPage":{"type":"object","required":["orders_created_events"],"properties":{
         "orders_created_events":{"type":"array","items":{"type":"object",
          "required":["id","occurred_at","order_id"],"properties":{
           "id":{"$ref":"#/components/schemas/Reference"},
           "occurred_at":{"$ref":"#/components/schemas/Time"},
           "order_id":{"$ref":"#/components/schemas/Reference"}}}}}}
        """#
}
