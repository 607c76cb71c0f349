// SPDX-License-Identifier: Apache-2.0
import Contract

extension OpenAPI {
    static let events = #"""
        "Delivery":{"type":"object","required":["event_id","partner_id","order_id","event_type",
         "revision","occurred_at","stage","outcome","late","attempts","deferrals","accepted_at",
         "deliver_by","process_by"],"properties":{
          "event_id":{"$ref":"#/components/schemas/Reference"},
          "partner_id":{"$ref":"#/components/schemas/Name"},
          "order_id":{"$ref":"#/components/schemas/Reference"},
          "event_type":{"$ref":"#/components/schemas/EventType"},
          "shop_id":{"type":["string","null"]},"revision":{"type":"integer","minimum":0},
          "occurred_at":{"$ref":"#/components/schemas/Time"},
          "stage":{"enum":["accepted","published","broker_acked","received","processed"]},
          "outcome":{"enum":[null,"processed","failed","expired","superseded","cancelled","dead"]},
          "late":{"type":"boolean"},"attempts":{"$ref":"#/components/schemas/Count"},
          "deferrals":{"$ref":"#/components/schemas/Count"},
          "accepted_at":{"$ref":"#/components/schemas/Time"},
          "published_at":{"$ref":"#/components/schemas/OptionalTime"},
          "broker_acked_at":{"$ref":"#/components/schemas/OptionalTime"},
          "received_at":{"$ref":"#/components/schemas/OptionalTime"},
          "processed_at":{"$ref":"#/components/schemas/OptionalTime"},
          "closed_at":{"$ref":"#/components/schemas/OptionalTime"},
          "deliver_by":{"$ref":"#/components/schemas/Time"},
          "process_by":{"$ref":"#/components/schemas/Time"},
          "next_attempt_at":{"$ref":"#/components/schemas/OptionalTime"},
          "acked_by":{"type":["string","null"]},
          "reason":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Reason"}]}}},
        "EventPage":{"type":"object","required":["events","cursor"],"properties":{
         "events":{"type":"array","items":{"$ref":"#/components/schemas/Delivery"}},
         "cursor":{"$ref":"#/components/schemas/Cursor"}}}
        """#

    static let others = #"""
        "Availability":{"type":"object","required":["partner_id","available","standing","reason",
         "since","pending_order_count"],"properties":{
          "partner_id":{"$ref":"#/components/schemas/Name"},"available":{"type":"boolean"},
          "standing":{"enum":["healthy","throttled","counting","silent","off"]},
          "reason":{"type":["string","null"]},
          "since":{"$ref":"#/components/schemas/OptionalTime"},
          "pending_order_count":{"$ref":"#/components/schemas/Count"}}},
        "Contract":{"type":"object","required":["partner_id","guarantee","idempotency_key",
         "durable_before","ordering","parallelism","retry","deadlines","sizes","format","formats",
         "requests_per_minute","topics"],"properties":{
          "partner_id":{"$ref":"#/components/schemas/Name"},"guarantee":{"type":"string"},
          "idempotency_key":{"const":"event_id"},
          "durable_before":{"type":"array","items":{"type":"string"}},
          "ordering":{"enum":["per_order","none","strict"]},
          "parallelism":{"type":"object","required":["max_in_flight"],"properties":{
           "max_in_flight":{"type":"integer","minimum":1}}},
          "retry":{"type":"object","required":["first_s","multiplier","max_s","jitter","attempts"],
           "properties":{"first_s":{"type":"number"},"multiplier":{"type":"number"},
            "max_s":{"type":"number"},"jitter":{"type":"number"},"attempts":{"type":"integer"}}},
          "deadlines":{"type":"object","required":["deliver_by_s","process_by_s"],"properties":{
           "deliver_by_s":{"type":"number"},"process_by_s":{"type":"number"}}},
          "sizes":{"type":"object","additionalProperties":{"type":"integer","minimum":1}},
          "format":{"enum":["full","trigger","count"]},
          "formats":{"type":"object","additionalProperties":{"enum":["full","trigger","count"]}},
          "requests_per_minute":{"type":"integer","minimum":1},
          "topics":{"type":"object","additionalProperties":{"type":"string"}}}}
        """#

    static let headers = #"""
        {"RateLimit-Limit":{"description":"Calls this token may make within a minute",
         "schema":{"type":"integer"}},
        "RateLimit-Remaining":{"description":"What is left of it","schema":{"type":"integer"}},
        "RateLimit-Reset":{"description":"Seconds until it starts anew",
         "schema":{"type":"integer"}}}
        """#

    static let parameters = #"""
        {"Limit":{"name":"limit","in":"query","description":"Entries at most",
         "schema":{"type":"integer","minimum":1,"maximum":1000,"default":100}},
        "After":{"name":"after","in":"query","description":"The cursor of the last answer",
         "schema":{"$ref":"#/components/schemas/Cursor"}},
        "Cursor":{"name":"cursor","in":"query","description":"The cursor of the last answer",
         "schema":{"$ref":"#/components/schemas/Cursor"}},
        "LastEventID":{"name":"Last-Event-ID","in":"header",
         "description":"The id of the last event; comes before after",
         "schema":{"$ref":"#/components/schemas/Cursor"}},
        "OlderThan":{"name":"older_than","in":"query","description":"Accepted before this",
         "schema":{"$ref":"#/components/schemas/Time"}},
        "NewerThan":{"name":"newer_than","in":"query","description":"Accepted after this",
         "schema":{"$ref":"#/components/schemas/Time"}},
        "Order":{"name":"id","in":"path","required":true,
         "schema":{"$ref":"#/components/schemas/Reference"}},
        "Partner":{"name":"partner","in":"path","required":true,
         "schema":{"$ref":"#/components/schemas/Name"}},
        "Slug":{"name":"slug","in":"path","required":true,
         "schema":{"type":"string","pattern":"^[a-z-]{1,40}$"}}}
        """#
}
