// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    @Suite("Triggers as devices see them")
    struct TriggerTests {
        /// What a device heard of one change.
        private func heard(
            _ partner: TestPartner, _ change: JSON, _ options: [String] = []
        ) throws -> JSON {
            let device = try Device(partner, "machine-1", options)
            defer { device.program.kill() }
            try partner.orderbell.accept(change)
            return try device.end().triggers()[0]
        }

        @Test("a trigger carries the properties of MQTT 5 that the contract names")
        func properties() throws {
            let partner = try shared().addPartner("properties")
            let event = "\(partner.id):a.b_c-1"
            let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

            let heard = try heard(
                partner, partner.change(event, ["traceparent": .string(trace)]))

            let properties = heard["properties"]
            #expect(properties["content_type"] == "application/json")
            #expect(properties["correlation_data"] == .string(event))
            #expect(properties["response_topic"].isNull)
            let expiry = try #require(properties["message_expiry_s"].int)
            #expect(expiry > 0 && expiry <= 900)
            let pairs: JSON = [
                ["event_id", .string(event)], ["event_type", "new_order"], ["attempt", "1"],
                ["traceparent", .string(trace)],
            ]
            #expect(properties["user_properties"] == pairs)
            #expect(heard["qos"] == 1 && heard["retain"] == false && heard["dup"] == false)
        }

        @Test(
            "the format trigger names the order, full carries it", arguments: ["trigger", "full"])
        func formats(format: String) throws {
            let partner = try shared().addPartner(format, "--format", format)
            let event = "\(partner.id).1"

            let heard = try heard(partner, partner.change(event, order: "order-7"))

            let common: JSON = [
                "event_id": .string(event), "event_type": "new_order",
                "occurred_at": "2026-03-02T08:15:00Z", "attempt": 1,
            ]
            let order: JSON = [
                "id": "order-7", "status": "new", "recipe_id": "lungo", "volume": 110,
            ]
            #expect(
                heard["trigger"]
                    == common.merging(
                        format == "full" ? ["order": order] : ["order_id": "order-7"]))
            #expect(heard["topic"] == .string("orderbell/v1/partners/\(partner.id)/orders"))
        }

        @Test("a full message over the partner's limit goes out as trigger, and the ledger says so")
        func fallback() throws {
            let partner = try shared().addPartner(
                "large", "--format", "full", "--set", "max_payload_bytes=600")
            let event = "\(partner.id).1"
            let note = JSON.string(String(repeating: "crème ", count: 150))

            let heard = try heard(partner, partner.change(event, ["order": ["note": note]]))

            #expect(heard["trigger"].keys.contains("order_id"))
            #expect(try #require(heard["bytes"].int) <= 512)
            let published = try partner.delivery(event)["history"].list
                .first { $0["what"] == "published" }
            #expect(published?["detail"].string?.contains("max_payload_bytes") == true)
        }

        @Test("a change that names a shop comes on the shop's topic, and only there")
        func shops() throws {
            let partner = try shared().addPartner("shops")
            let (one, two) = ("\(partner.id).one", "\(partner.id).two")
            let topics = "partners/\(partner.id)/orders"

            try partner.orderbell.withSubscriber("\(topics)/north") { north in
                let said = try partner.withDevice("--count", "2") { device in
                    try partner.orderbell.accept([
                        partner.change(one, ["shop_id": "north"]),
                        partner.change(two, ["shop_id": "south"]),
                    ])
                    return try device.end()
                }

                #expect(
                    Set(said.triggers().map { $0["topic"].string?.split(separator: "/").last })
                        == ["north", "south"])
                let message = try north.first("the northern trigger") { _ in true }
                #expect(message.json["event_id"] == .string(one))
                #expect(north.messages.count == 1 && !message.isRetained)
            }
            #expect(try partner.delivery(one)["shop_id"] == "north")
        }

        @Test("a failure that can be retried brings the trigger again, with a higher attempt")
        func retryable() throws {
            let partner = try shared().addPartner("again", "--set", "retry_first=200ms")
            let event = "\(partner.id).1"

            try partner.withDevice("--ack", "failed", "--retryable", "--count", "9") { device in
                try partner.orderbell.accept(partner.change(event))
                let said = try device.wait("the third attempt") { $0.triggers(event).count >= 3 }

                let attempts = said.triggers(event).prefix(3).map { $0["trigger"]["attempt"] }
                #expect(attempts == [1, 2, 3])
            }
            try partner.publishAck(["event_id": .string(event), "status": "processed"])
            try partner.delivery(event, "processed") { $0["outcome"] == "processed" }
        }

        @Test("without an ack the trigger comes again, and the last attempt ends it")
        func attemptsUsedUp() throws {
            let partner = try shared().addPartner(
                "silent", "--set", "retry_first=100ms", "--set", "retry_multiplier=1",
                "--set", "attempts=3")
            let event = "\(partner.id).1"

            try partner.withDevice("--ack", "none", "--count", "9") { device in
                try partner.orderbell.accept(partner.change(event))
                try partner.delivery(event, "dead") { $0["outcome"] == "dead" }

                let attempts = try device.said().triggers(event).map { $0["trigger"]["attempt"] }
                #expect(attempts == [1, 2, 3])
            }
            try partner.publishAck(["event_id": .string(event), "status": "processed"])
            let late = try partner.delivery(event, "late") { $0["late"] == true }
            #expect(late["outcome"] == "processed")
            #expect(late["history"].list.strings("what").contains("dead"))
        }
    }
}
