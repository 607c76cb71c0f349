// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    @Suite("Acks in every order")
    struct AckOrderTests {
        private static let statuses = ["received", "working", "processed", "failed"]

        /// What must be the same whatever the order: not the times.
        private func state(_ delivery: JSON) -> JSON {
            [
                "outcome": delivery["outcome"], "stage": delivery["stage"],
                "late": delivery["late"], "reason": delivery["reason"],
                "received": .bool(!delivery["received_at"].isNull),
                "processed": .bool(!delivery["processed_at"].isNull),
            ]
        }

        @Test("the same acks in any order, one or all of them twice, end in the same state")
        func everyOrder() throws {
            let partner = try shared().addPartner("order", "--set", "retry_first=10m")
            let orders = permutations(Self.statuses)
            let events = partner.events(1...(2 * orders.count))
            try shared().accept(events.map { partner.change($0) })
            let acks = zip(events, orders + orders.map { $0 + $0.reversed() })
                .map { event, statuses in
                    statuses.map { ["event_id": .string(event), "status": .string($0)] as JSON }
                }

            for batch in acks {
                #expect(try partner.caller.post("/v1/acks", ["acks": .array(batch)]).status == 200)
            }

            let states = Set(try partner.feed().map { state($0).text })
            #expect(states.count == 1, "\(states)")
            #expect(try partner.feed().allSatisfy { $0["outcome"] == "processed" })
        }

        @Test("a device's contradictions end in the same state, batched or one by one")
        func contradictions() throws {
            let partner = try shared().addPartner("flip")
            let events = partner.events(1...4)
            try shared().accept(events.map { partner.change($0) })
            func acks(_ event: String, _ statuses: String...) -> [JSON] {
                statuses.map { ["event_id": .string(event), "status": .string($0)] }
            }
            let (one, two) = ("processed", "failed")

            try shared().withSubscriber(partner.topic("d1", "receipts")) { receipts in
                for batch in [acks(events[0], one, two, one), acks(events[1], two, one, two)] {
                    try partner.publishAck(["acks": .array(batch)], device: "d1")
                }
                for ack in acks(events[2], one, two, one) + acks(events[3], two, one, two) {
                    try partner.publishAck(ack, device: "d1")
                }
                let answers = try receipts.wait("an answer to each") { $0.count == 12 }
                #expect(answers.allSatisfy { $0.json["verdict"].string != nil })
                #expect(
                    answers.prefix(3).map { $0.json["verdict"] }
                        == ["applied", "ignored", "duplicate"])
            }
            #expect(Set(try partner.feed().map { state($0).text }).count == 1)
            let totals = try shared().ask("partner", "show", partner.id)["totals"]
            #expect(totals["outcomes"]["processed"] == 4 && totals["outcomes"]["failed"] == 0)
        }

        @Test("every ack is in the inbox with its verdict, the bad ones too")
        func inbox() throws {
            let partner = try shared().addPartner("inbox")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))
            let ack: JSON = ["event_id": .string(event), "status": "received"]

            let unknown = ack.merging(["event_id": "nope"])
            for body in [ack.text, ack.text, "{not json", unknown.text] {
                try shared().publish(partner.topic("d1", "acks"), body.utf8)
            }

            let list = try eventually("four acks") {
                let list = try shared().ask("ack", "list", "--partner", partner.id)["acks"]
                return list.list.count == 4 ? list : nil
            }
            #expect(
                list.strings("verdict") == ["unknown-event", "malformed", "duplicate", "applied"])
            #expect(list.list.allSatisfy { $0["device"] == "d1" && $0["channel"] == "mqtt" })
            let bad = try shared().ask("ack", "show", "\(try #require(list[1]["ack_id"].int))")
            #expect(bad["payload"] == "{not json" && bad["detail"].string?.isEmpty == false)
            let applied = try shared().ask(
                "ack", "list", "--partner", partner.id, "--verdict", "applied", "--event", event)
            #expect(applied["acks"].list.count == 1)
            let reference = try partner.delivery(event)["history"].list.compactMap { $0["ack"].int }
            #expect(reference == [try #require(list[3]["ack_id"].int)])
        }

        private func permutations(_ items: [String]) -> [[String]] {
            guard let first = items.first else { return [[]] }
            return permutations(Array(items.dropFirst())).flatMap { rest in
                (0...rest.count).map { Array(rest[..<$0]) + [first] + Array(rest[$0...]) }
            }
        }
    }
}
