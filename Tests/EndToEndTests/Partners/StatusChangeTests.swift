// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    @Suite("Bulk status change")
    struct StatusChangeTests {
        private static let path = "/v1/orders/bulk-status-change"

        @Test("a status change closes the order's deliveries and reaches the backend twice over")
        func decided() throws {
            let partner = try shared().addPartner("decides", "--format", "count")
            let events = partner.events(1...2)
            let order = "order-\(partner.id)"
            try partner.orderbell.accept([
                partner.change(events[0], order: order),
                partner.change(events[1], order: order, ["revision": 2]),
            ])
            let change: JSON = [
                "order_id": .string(order), "new_status": "accepted", "preparation_time_s": 90,
                "revision": 2,
            ]
            let answer = try partner.orderbell.withSubscriber("backend/decisions") { topic in
                let answer = try partner.caller.post(
                    Self.path, ["status_changes": [change, change]])
                try topic.first("the decision") { $0.json["order_id"].string == order }
                return answer
            }

            #expect(try answer.json["results"].strings("outcome") == ["applied", "duplicate"])
            #expect(try partner.feed().strings("outcome") == ["processed", "processed"])
            let feed = try partner.orderbell.backend.get("/v1/decisions?limit=1000").json
            let mine = feed["decisions"].list.filter { $0["partner_id"].string == partner.id }
            #expect(mine.strings("new_status") == ["accepted"])
            #expect(mine.first?["preparation_time_s"] == 90)
        }

        @Test("each item is judged alone; a foreign order reads like a missing one")
        func items() throws {
            let (mine, other) = (try shared().addPartner("mine"), try shared().addPartner("other"))
            try shared().accept([
                mine.change("\(mine.id).1", order: "o-\(mine.id)", ["revision": 3]),
                other.change("\(other.id).1", order: "o-\(other.id)"),
            ])

            let answer = try mine.caller.post(
                Self.path,
                [
                    "status_changes": [
                        ["order_id": .string("o-\(other.id)"), "new_status": "accepted"],
                        ["order_id": "no-such-order", "new_status": "accepted"],
                        ["order_id": .string("o-\(mine.id)"), "new_status": "a", "revision": 2],
                        ["order_id": .string("o-\(mine.id)")],
                        ["order_id": .string("o-\(mine.id)"), "new_status": "accepted"],
                    ]
                ])

            let results = try answer.json["results"]
            #expect(
                results.strings("outcome")
                    == ["not-found", "not-found", "conflict", "invalid", "applied"])
            #expect(results[0]["problem"] == results[1]["problem"])
            #expect(results[3]["problem"]["errors"][0]["pointer"] == "/new_status")
            #expect(try other.delivery("\(other.id).1")["outcome"].isNull)
        }

        @Test(
            "a body that can't be taken as a whole is refused as a whole",
            arguments: [("[]", 400), ("{", 400), ("{\"status_changes\":7}", 400), ("{}", 400)])
        func refused(body: String, status: Int) throws {
            let partner = try shared().addPartner("refused")

            let answer = try partner.caller.post(Self.path, body)

            #expect(answer.status == status)
        }

        @Test("a thousand at once are taken, one more is not")
        func many() throws {
            let partner = try shared().addPartner("many")
            let one: JSON = ["order_id": "nowhere", "new_status": "accepted"]

            let most = try partner.caller.post(
                Self.path, ["status_changes": .array(Array(repeating: one, count: 1000))])
            let more = try partner.caller.post(
                Self.path, ["status_changes": .array(Array(repeating: one, count: 1001))])

            #expect(most.status == 200)
            #expect(try most.json["results"].list.count == 1000)
            #expect(more.status == 413)
        }
    }
}
