// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    /// Each body goes in over HTTP and over MQTT. One test sends all unreadable changes: the
    /// answers on `backend/results` name no event by which two tests could tell theirs apart.
    @Suite("Bad input")
    struct BadInputTests {
        @Test("an ack that is no JSON gets the same problem on HTTP and MQTT, and is kept")
        func unreadableAcks() throws {
            let partner = try shared().addPartner("garbled")
            let bodies = BadJSON.all + BadJSON.shapes.map { Array($0.utf8) }

            try shared().withSubscriber(partner.topic("d1", "receipts")) { receipts in
                for body in bodies { try shared().publish(partner.topic("d1", "acks"), body) }
                let messages = try receipts.wait("all problems") { $0.count == bodies.count }
                for (body, message) in zip(bodies, messages) {
                    let answer = try partner.caller.post("/v1/acks", body)
                    let text = String(decoding: body.prefix(60), as: UTF8.self)
                    #expect(answer.status == 400, "\(text)")
                    #expect(answer.type.hasPrefix("application/problem+json"))
                    #expect(try answer.json.without("status") == message.json, "\(text)")
                    #expect(message.json["type"].string?.hasSuffix("/malformed") == true, "\(text)")
                }
            }
            let kept = try shared().ask("ack", "list", "--partner", partner.id, "--limit", "1000")
            #expect(kept["acks"].list.count == 2 * bodies.count)
            #expect(Set(kept["acks"].strings("verdict")) == ["malformed"])
        }

        @Test("a change that is no JSON gets the same problem on HTTP and MQTT")
        func unreadableChanges() throws {
            let bodies = BadJSON.all + BadJSON.shapes.map { Array($0.utf8) }

            try shared().withSubscriber("backend/results") { subscriber in
                for body in bodies { try shared().publish("backend/changes", body) }
                func results(_ all: [Subscriber.Message]) -> [JSON] {
                    all.map { $0.json["results"][0] }.filter { $0["event_id"].isNull }
                }
                let all = try subscriber.wait("all results") { results($0).count == bodies.count }
                for (body, result) in zip(bodies, results(all)) {
                    let answer = try shared().backend.post("/v1/order-changes", body)
                    let text = String(decoding: body.prefix(60), as: UTF8.self)
                    #expect(answer.status == 400, "\(text)")
                    #expect(result["outcome"] == "invalid")
                    #expect(try answer.json.without("status") == result["problem"], "\(text)")
                }
            }
        }

        @Test(
            "wrong types and values of a change are refused alike on HTTP and MQTT",
            arguments: BadFields.changes)
        func badChanges(field: String, value: JSON) throws {
            let partner = try shared().addPartner("typed")
            let event = "\(partner.id).1"
            let change = partner.change(event).merging(.object([field: value]))

            let answer = try shared().backend.post("/v1/order-changes", change)
            let result = try shared().withSubscriber("backend/results") { subscriber in
                try shared().publish("backend/changes", change)
                return try subscriber.first("the result") { message in
                    message.json["results"][0]["event_id"] == .string(event)
                }.json["results"][0]
            }

            #expect(answer.status == 422)
            #expect(result["outcome"] == "invalid")
            #expect(try answer.json.without("status") == result["problem"])
            #expect(
                result["problem"]["errors"].list.contains {
                    $0["pointer"].string?.hasPrefix("/partner_id") == true
                        || $0["pointer"].string?.hasPrefix("/\(field)") == true
                })
            #expect(try partner.feed().isEmpty)
        }

        @Test(
            "wrong types and values of an ack are refused alike on HTTP and MQTT",
            arguments: BadFields.acks)
        func badAcks(field: String, value: JSON) throws {
            let partner = try shared().addPartner("ack")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))
            let ack: JSON = ["event_id": .string(event), "status": "processed"]
            let bad = ack.merging(.object([field: value]))

            let answer = try partner.caller.post("/v1/acks", bad)
            let problem = try shared().withSubscriber(partner.topic("d1", "receipts")) { receipts in
                try partner.publishAck(bad, device: "d1")
                return try receipts.first("the problem") { _ in true }.json
            }

            #expect(answer.status == 400)
            #expect(try answer.json.without("status") == problem)
            #expect(problem["errors"][0]["pointer"].string?.hasPrefix("/\(field)") == true)
            #expect(try partner.delivery(event)["outcome"].isNull)
        }

        @Test("extra fields and extreme claims of an ack do no harm")
        func extremeClaims() throws {
            let partner = try shared().addPartner("claims")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))

            let answer = try partner.caller.post(
                "/v1/acks",
                [
                    "event_id": .string(event), "status": "processed", "extra": ["deep": [1, 2]],
                    "preparation_time_s": .int(.min), "retry_after_s": .int(.max),
                    "reason": ["code": .string(String(repeating: "c", count: 900))],
                ])

            #expect(try answer.json["results"][0]["verdict"] == "applied")
            #expect(try partner.delivery(event)["outcome"] == "processed")
        }
    }
}

/// Fields of the wrong type or value, one at a time.
enum BadFields {
    static let changes: [(String, JSON)] = [
        ("event_type", 1), ("event_type", "New Order"), ("event_type", ""),
        ("occurred_at", 1_772_000_000), ("occurred_at", "yesterday"),
        ("occurred_at", "2026-02-30T00:00:00Z"), ("partner_id", "no-such-partner"),
        ("partner_id", ["typed"]), ("partner_id", "Typed"), ("partner_id", "typed/x"),
        ("partner_id", "../typed"), ("partner_id", "typed\u{338}"), ("partner_ids", ["a", "a"]),
        ("order_id", 7), ("order_id", ""), ("order_id", "a b"), ("order_id", "a/b"),
        ("order_id", .string(String(repeating: "x", count: 65))), ("order_id", "é"),
        ("revision", "1"), ("revision", -1), ("revision", .double(1.5)), ("revision", true),
        ("revision", .null), ("shop_id", "North"), ("shop_id", 1), ("shop_id", "a/b"),
        ("deliver_by", "soon"), ("process_by", 5), ("order", "text"), ("order", [1]),
    ]

    static let acks: [(String, JSON)] = [
        ("event_id", 1), ("event_id", .null), ("event_id", ""), ("event_id", "a b"),
        ("event_id", ["x"]), ("event_id", .string(String(repeating: "x", count: 65))),
        ("event_id", "e\u{301}"), ("status", "done"), ("status", "Processed"), ("status", 1),
        ("status", .null), ("status", ["processed"]), ("order_status", 1),
        ("preparation_time_s", "90"), ("preparation_time_s", .double(1.5)), ("reason", "text"),
        ("reason", ["code": 1]), ("retryable", "true"), ("retryable", 1), ("retry_after_s", "60"),
    ]
}
