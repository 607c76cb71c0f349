// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    @Suite("Limits, and what comes at the wrong time")
    struct LimitTests {
        @Test("what is too large is refused with 413, and nothing of it is taken")
        func tooLarge() throws {
            let partner = try shared().addPartner("big")
            let filler = JSON.string(String(repeating: "x", count: 66_000))
            let change = partner.change("\(partner.id).1", ["order": ["filler": filler]])
            let backend = try shared().backend

            #expect(try backend.post("/v1/order-changes", change).status == 413)
            let many: JSON = ["changes": .array(partner.changes(1...1001))]
            #expect(try backend.post("/v1/order-changes", many).status == 413)
            let megabytes = [UInt8](repeating: 0x20, count: 2_000_000)
            #expect(try backend.post("/v1/order-changes", megabytes).status == 413)
            #expect(try partner.feed().isEmpty)
        }

        @Test("an ack over 4096 bytes is too large on HTTP and MQTT, alone and in a batch")
        func largeAcks() throws {
            let partner = try shared().addPartner("big-ack")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))
            let good: JSON = ["event_id": .string(event), "status": "received"]
            let filler = JSON.string(String(repeating: "x", count: 4096))
            let large = good.merging(["status": "processed", "filler": filler])

            #expect(try partner.caller.post("/v1/acks", large).status == 413)
            try shared().withSubscriber(partner.topic("d1", "receipts")) { receipts in
                try partner.publishAck(["acks": [large, good]], device: "d1")
                let messages = try receipts.wait("both answers") { $0.count == 2 }
                #expect(messages[0].json["type"].string?.hasSuffix("/too-large") == true)
                #expect(messages[1].json["verdict"] == "applied")
            }
            let many = JSON.array(Array(repeating: good, count: 101))
            #expect(try partner.caller.post("/v1/acks", ["acks": many]).status == 413)
            #expect(try partner.delivery(event)["stage"] == "received")
        }

        @Test("an oversized message over MQTT is answered, and the device stays served")
        func largeMessage() throws {
            let partner = try shared().addPartner("big-message")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))

            try shared().withSubscriber(partner.topic("d1", "receipts")) { receipts in
                try shared().publish(
                    partner.topic("d1", "acks"), [UInt8](repeating: 0x78, count: 100_000))
                try partner.publishAck(
                    ["event_id": .string(event), "status": "processed"], device: "d1")
                let messages = try receipts.wait("both answers") { $0.count == 2 }
                #expect(messages[0].json["type"].string?.hasSuffix("/too-large") == true)
                #expect(messages[1].json["outcome_or_stage"] == "processed")
            }
        }

        @Test("a retained ack is ignored and counted")
        func retainedAck() throws {
            let partner = try shared().addPartner("retained")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))
            func ignored() throws -> Int? {
                try shared().ask("status")["broker"]["retained_acks_ignored"].int
            }
            let before = try #require(try ignored())

            let ack: JSON = ["event_id": .string(event), "status": "processed"]
            try partner.publishAck(ack, device: "d1", "-r")
            try eventually("the count") { try ignored() ?? 0 > before }

            #expect(try partner.delivery(event)["processed_at"].isNull)
            // Takes the retained message away again.
            try shared().publish(partner.topic("d1", "acks"), [], ["-r"])
        }

        @Test("an ack before its event is unknown, and the same ack after it counts")
        func ackBeforePublish() throws {
            let partner = try shared().addPartner("early")
            let event = "\(partner.id).1"
            let ack: JSON = ["event_id": .string(event), "status": "processed"]

            #expect(try partner.caller.post("/v1/acks", ack).status == 404)
            try shared().accept(partner.change(event))
            #expect(try partner.delivery(event)["outcome"].isNull)

            #expect(try partner.caller.post("/v1/acks", ack).status == 200)
            #expect(try partner.delivery(event)["outcome"] == "processed")
        }

        @Test("an ack of something accepted and not published counts")
        func ackBeforeTrigger() throws {
            let partner = try shared().addPartner("held", "--max-in-flight", "1")
            let events = partner.events(1...3)
            try partner.withDevice("--ack", "none", "--count", "9") { device in
                try shared().accept(partner.changes(1...3))
                try device.wait("the first trigger") { $0.triggers().count == 1 }

                try partner.publishAck(["event_id": .string(events[2]), "status": "processed"])

                let last = try partner.delivery(events[2], "processed") {
                    $0["outcome"] == "processed"
                }
                #expect(last["published_at"].isNull && last["attempts"] == 0)
            }
        }

        @Test("an ack on a topic outside the grammar is ignored and counted")
        func foreignTopics() throws {
            let partner = try shared().addPartner("topics")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))
            func ignored() throws -> Int {
                try shared().ask("status")["broker"]["foreign_topics_ignored"].int ?? 0
            }
            let before = try ignored()
            let topics = [
                "d 1", "D1", "..", "d\u{338}1", "%2f", "", String(repeating: "d", count: 65),
            ]

            for device in topics {
                try partner.publishAck(
                    ["event_id": .string(event), "status": "processed"], device: device)
            }
            try eventually("the count") { try ignored() >= before + topics.count }

            #expect(try partner.delivery(event)["processed_at"].isNull)
            #expect(try shared().ask("ack", "list", "--partner", partner.id)["acks"] == [])
        }

        @Test(
            "requests of a wrong kind are refused with a problem",
            arguments: [
                ("GET", "/v1/order-changes", 405), ("DELETE", "/v1/events", 405),
                ("GET", "/v1/nothing", 404), ("GET", "/v1/events?limit=0", 400),
                ("GET", "/v1/events?limit=1001", 400), ("GET", "/v1/events?limit=1&limit=2", 400),
                ("GET", "/v1/events?after=nonsense", 400), ("GET", "/v1/orders/a%00b", 404),
                ("GET", "/v1/orders/pending?cursor=1e5", 400),
                ("GET", "/v1/orders/created-history?older_than=now", 400),
            ])
        func wrongRequests(method: String, path: String, status: Int) throws {
            let partner = try shared().addPartner("wrong")
            let ended = try run(
                TestEnvironment.tool("curl") ?? "curl",
                ["-sS", "--noproxy", "*", "-X", method, "-w", "\n%{http_code} %{content_type}"]
                    + ["-H", "Authorization: Bearer \(partner.token)"]
                    + ["http://\(partner.orderbell.http)\(path)"])

            let lines = ended.output.split(separator: "\n")
            #expect(lines.last?.hasPrefix("\(status) application/problem+json") == true, "\(lines)")
            #expect(try JSON(String(lines[0]))["type"].string?.hasPrefix("https://") == true)
        }
    }
}
