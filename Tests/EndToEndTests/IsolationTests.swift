// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    @Suite("Who may see and do what")
    struct IsolationTests {
        @Test("a foreign order, event or ack looks exactly like one that does not exist")
        func foreign() throws {
            let owner = try shared().addPartner("owner")
            let other = try shared().addPartner("other")
            let event = "\(owner.id).1"
            try shared().accept(owner.change(event, order: "\(owner.id)-order"))
            let missing = "\(owner.id).9"

            let foreign = try other.caller.get("/v1/orders/\(owner.id)-order")
            let absent = try other.caller.get("/v1/orders/\(owner.id)-nothing")
            #expect(foreign.status == 404 && foreign.type.contains("application/problem+json"))
            #expect(foreign.body == absent.body && foreign.status == absent.status)

            let ack: JSON = ["event_id": .string(event), "status": "processed"]
            let acks = try [ack, ack.merging(["event_id": .string(missing)])]
                .map { try other.caller.post("/v1/acks", $0) }
            #expect(acks.map(\.status) == [404, 404])
            #expect(acks[0].body == acks[1].body.replacing(missing, with: event))
            for path in ["/v1/events", "/v1/orders/pending", "/v1/orders/created-history"] {
                #expect(try !other.caller.get(path).body.contains(owner.id))
            }
            #expect(try owner.delivery(event)["outcome"].isNull)
            #expect(try owner.caller.get("/v1/orders/\(owner.id)-order").status == 200)
        }

        @Test("a device's ack for another partner's event gets the same problem as for none")
        func foreignAckOverMQTT() throws {
            let owner = try shared().addPartner("owner")
            let other = try shared().addPartner("other")
            let (event, missing) = ("\(owner.id).1", "\(owner.id).9")
            try shared().accept(owner.change(event))

            try shared().withSubscriber(other.topic("thief", "receipts")) { receipts in
                for id in [event, missing] {
                    try other.publishAck(
                        ["event_id": .string(id), "status": "processed"], device: "thief")
                }
                let messages = try receipts.wait("two problems") { $0.count == 2 }

                #expect(messages[0].json["type"].string?.hasSuffix("/unknown-event") == true)
                #expect(
                    messages[0].payload == messages[1].payload.replacing(missing, with: event))
            }
            let delivery = try owner.delivery(event)
            #expect(delivery["outcome"].isNull && delivery["received_at"].isNull)
            #expect(delivery["history"].list.allSatisfy { $0["ack"].isNull })
        }

        @Test("who acked is read from the topic, whatever the payload says")
        func identity() throws {
            let partner = try shared().addPartner("identity")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))

            try partner.publishAck(
                [
                    "event_id": .string(event), "status": "processed", "device": "d2",
                    "partner_id": "other", "device_id": "d2", "acked_by": "d2",
                ], device: "d1")

            let delivery = try partner.delivery(event, "processed") { $0["outcome"] == "processed" }
            #expect(delivery["acked_by"] == "d1")
        }

        @Test("a response topic never decides where an answer goes")
        func responseTopic() throws {
            let partner = try shared().addPartner("reflect")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))
            let (trap, receipts) = ("trap/\(partner.id)", partner.topic("d1", "receipts"))

            try shared().withSubscriber(trap, receipts) { subscriber in
                try partner.publishAck(
                    ["event_id": .string(event), "status": "received"], device: "d1",
                    "-D", "publish", "response-topic", "\(Orderbell.root)/\(trap)")
                try partner.publishAck(
                    ["event_id": .string(event), "status": "processed"], device: "d1")
                let messages = try subscriber.wait("two receipts") { messages in
                    messages.count { $0.topic.hasSuffix("/receipts") } == 2
                }
                #expect(messages.count == 2)
            }
        }

        @Test(
            "each role has its own calls",
            arguments: [
                "/v1/events", "/v1/orders/pending", "/v1/orders/x", "/v1/orders/created-history",
            ])
        func roles(path: String) throws {
            let partner = try shared().addPartner("role")

            #expect(try shared().backend.get(path).status == 403)
            #expect(try shared().caller(shared().operatorToken).get(path).status == 403)
            #expect(try shared().nobody.get(path).status == 401)
            #expect(try shared().caller("ob_partner_00000000_0000").get(path).status == 401)
            #expect(try [200, 404].contains(partner.caller.get(path).status))
        }

        @Test("nobody but the backend may bring changes or see decisions")
        func backendCalls() throws {
            let partner = try shared().addPartner("no-backend")
            let change = partner.change("\(partner.id).1")
            for (caller, status) in [(partner.caller, 403), (try shared().nobody, 401)] {
                #expect(try caller.post("/v1/order-changes", change).status == status)
                #expect(try caller.get("/v1/decisions").status == status)
            }
            #expect(try shared().backend.post("/v1/acks", ["event_id": "x"]).status == 403)
            #expect(try partner.feed().isEmpty)
        }

        @Test("a revoked token is refused at the next request")
        func revoked() throws {
            let partner = try shared().addPartner("revoked")
            let made = try shared().ask(
                "token", "create", "--role", "partner", "--partner", partner.id)
            let token = try #require(made["token"].string)
            #expect(try shared().caller(token).get("/v1/events").status == 200)

            let prefix = try #require(made["prefix"].string)
            #expect(try shared().cli("token", "revoke", prefix).status == 0)

            #expect(try shared().caller(token).get("/v1/events").status == 401)
            #expect(try partner.caller.get("/v1/events").status == 200)
        }
    }
}
