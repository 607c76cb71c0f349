// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    @Suite("The main path")
    struct MainPathTests {
        @Test(
            "an order change rings a device, and its acks are in the ledger",
            arguments: ["5", "311"], [[], ["--batch", "1"]])
        func mainPath(version: String, batch: [String]) throws {
            let partner = try shared().addPartner("main")
            let event = "\(partner.id).1"
            let device = try Device(partner, "machine-1", ["--protocol", version] + batch)
            defer { device.program.kill() }

            try partner.orderbell.accept(partner.change(event))
            let said = try device.end()

            #expect(said.triggers().map { $0["trigger"]["event_id"] } == [.string(event)])
            #expect(said.receipts(event).strings("verdict") == ["applied", "applied"])
            #expect(
                said.receipts(event).strings("outcome_or_stage") == ["received", "processed"])
            let delivery = try partner.delivery(event, "all five facts") { delivery in
                Self.facts.allSatisfy { !delivery["\($0)_at"].isNull }
            }
            #expect(delivery["stage"] == "processed" && delivery["outcome"] == "processed")
            #expect(delivery["attempts"] == 1 && delivery["acked_by"] == "machine-1")
            #expect(delivery["late"] == false && delivery["reason"].isNull)
            let history = delivery["history"].list.strings("what")
            #expect(history.sorted() == Self.facts.sorted() && history.first == "accepted")
        }

        private static let facts = [
            "accepted", "published", "broker_acked", "received", "processed",
        ]

        @Test("acks of many triggers in one message are applied one by one")
        func batchedAcks() throws {
            let partner = try shared().addPartner("batch")
            let events = partner.events(1...10)

            let said = try partner.withDevice("--count", "10", "--batch", "5") { device in
                try partner.orderbell.accept(partner.changes(1...10))
                return try device.end()
            }

            #expect(said.receipts().count == 20)
            #expect(said.receipts().allSatisfy { $0["verdict"] == "applied" })
            #expect(try partner.feedAtRest().strings("event_id") == events)
            #expect(try partner.feed().allSatisfy { $0["outcome"] == "processed" })
        }

        @Test("a batch is answered per item, in its order", arguments: ["json", "x-ndjson"])
        func batchIntake(type: String) throws {
            let partner = try shared().addPartner("intake")
            var changes = partner.changes(1...5)
            changes[1] = changes[1].merging(["revision": "one"])
            changes[3] = changes[0]
            let lines = changes.map(\.text)
            let body =
                type == "json"
                ? "{\"changes\":[\(lines.joined(separator: ","))]}"
                : lines.joined(separator: "\n\n")

            let answer = try partner.orderbell.backend.post(
                "/v1/order-changes", body, type: "application/\(type)")

            #expect(answer.status == 200)
            let results = try answer.json["results"]
            #expect(
                results.strings("outcome")
                    == ["accepted", "invalid", "accepted", "duplicate", "accepted"])
            #expect(results.strings("event_id") == changes.map { $0["event_id"].string ?? "" })
            #expect(results[1]["problem"]["errors"][0]["pointer"] == "/revision")
        }

        @Test("a change for several partners is one delivery for each")
        func severalPartners() throws {
            let (one, two) = (try shared().addPartner("one"), try shared().addPartner("two"))
            let event = "\(one.id).both"
            let change = one.change(event).without("partner_id")
                .merging(["partner_ids": [.string(one.id), .string(two.id)]])

            try one.withDevice { first in
                try two.withDevice("--ack", "failed") { second in
                    try shared().accept(change)
                    try first.end()
                    try second.end()
                }
            }

            #expect(try one.delivery(event)["outcome"] == "processed")
            #expect(try two.delivery(event)["outcome"] == "failed")
            #expect(try two.delivery(event)["reason"]["code"] == "out_of_beans")
        }
    }
}

extension [JSON] {
    /// The strings under `name`.
    func strings(_ name: String) -> [String] { JSON.array(self).strings(name) }
}
