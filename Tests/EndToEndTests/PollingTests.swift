// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension SharedServiceTests {
    @Suite("Polling instead of listening")
    struct PollingTests {
        @Test("the order is told as last reported")
        func order() throws {
            let partner = try shared().addPartner("order")
            let (one, two) = ("\(partner.id).1", "\(partner.id).2")
            try shared().accept(partner.change(one, order: "o-1"))
            try shared().accept(
                partner.change(
                    two, order: "o-1",
                    ["revision": 2, "event_type": "status_changed", "order": ["status": "ready"]]))

            let order = try partner.caller.get("/v1/orders/o-1").json

            #expect(order["order_id"] == "o-1" && order["revision"] == 2)
            #expect(order["event_id"] == .string(two) && order["order"] == ["status": "ready"])
        }

        @Test("pending lists the orders with an open delivery, page by page")
        func pending() throws {
            let partner = try shared().addPartner("pending")
            try shared().accept(partner.changes(1...7))
            let done = "\(partner.id).3"
            _ = try partner.caller.post(
                "/v1/acks", ["event_id": .string(done), "status": "processed"])

            var (orders, cursor) = ([JSON](), "")
            while true {
                let page = try partner.caller.get("/v1/orders/pending?limit=2\(cursor)").json
                if page["orders"].list.isEmpty { break }
                orders += page["orders"].list
                guard let next = page["cursor"].string else { break }
                cursor = "&cursor=\(next)"
            }

            let expected = partner.events(1...7).filter { $0 != done }
            #expect(orders.strings("order_id") == expected.map { "order-\($0)" })
            #expect(orders.map { $0["event_ids"] } == expected.map { [.string($0)] })
        }

        @Test("created-history lists new orders accepted within the times asked for")
        func createdHistory() throws {
            let partner = try shared().addPartner("created")
            let events = partner.events(1...3)
            for event in events { try shared().accept(partner.change(event)) }
            try shared().accept(partner.change("\(partner.id).x", ["event_type": "status_changed"]))
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            // The times told have no microseconds; a request takes longer than one millisecond.
            let times = try partner.feed().map { event in
                try style.parse(event["accepted_at"].string ?? "").addingTimeInterval(-0.001)
                    .formatted(style)
            }

            func ids(_ query: String) throws -> [String] {
                try partner.caller.get("/v1/orders/created-history\(query)")
                    .json["orders_created_events"].strings("id")
            }
            #expect(try ids("") == events)
            #expect(try ids("?newer_than=\(times[1])&older_than=\(times[2])") == [events[1]])
            #expect(try ids("?newer_than=\(times[1])") == Array(events[1...]))
            #expect(try ids("?limit=1") == [events[0]])
        }

        @Test("the event feed tells each event once and in order while more are accepted")
        func feedWhileAccepting() throws {
            let partner = try shared().addPartner("feed")
            let changes = partner.changes(1...600).map(\.text)
            let load = try Load(
                partner.orderbell, changes: changes, perRequest: 3, streams: 3)
            defer { load.stop() }

            var (seen, cursor) = ([String](), "")
            try eventually("all events in the feed") {
                let page = try partner.caller.get("/v1/events?limit=50\(cursor)").json
                seen += page["events"].strings("event_id")
                cursor = "&after=\(page["cursor"].string ?? "")"
                return seen.count >= 600
            }

            #expect(seen.count == 600 && Set(seen).count == 600)
            #expect(try partner.feed().strings("event_id") == seen)
            let end = try partner.caller.get("/v1/events?limit=50\(cursor)").json
            #expect(end["events"] == [] && "&after=\(end["cursor"].string ?? "")" == cursor)
        }

        @Test("acks over HTTP do what acks over MQTT do")
        func acks() throws {
            let partner = try shared().addPartner("poll", "--format", "count")
            let events = partner.events(1...3)
            try shared().accept(partner.changes(1...3))

            let answer = try partner.caller.post(
                "/v1/acks",
                [
                    "acks": .array(
                        events.prefix(2).map { ["event_id": .string($0), "status": "processed"] }
                            + [["event_id": "nope", "status": "processed"]])
                ])

            let results = try answer.json["results"]
            #expect(results.strings("verdict") == ["applied", "applied", "–"])
            #expect(results[2]["type"].string?.hasSuffix("/unknown-event") == true)
            let feed = try partner.feed()
            #expect(feed.map { $0["outcome"] } == ["processed", "processed", .null])
            #expect(feed.allSatisfy { $0["acked_by"].isNull && $0["published_at"].isNull })
        }

        @Test("a decision reaches the backend's feed and its topic, once")
        func decisions() throws {
            let partner = try shared().addPartner("decide")
            let event = "\(partner.id).1"
            let before = try shared().backend.get("/v1/decisions?limit=1000").json["cursor"].string

            try shared().withSubscriber("backend/decisions") { topic in
                try partner.withDevice("--order-status", "accepted") { device in
                    try shared().accept(partner.change(event, order: "o-7"))
                    try device.end()
                }
                try partner.publishAck(
                    ["event_id": .string(event), "status": "processed", "order_status": "rejected"])
                let message = try topic.first("the decision") { message in
                    message.json["partner_id"] == .string(partner.id)
                }
                try eventually("the repeated ack") {
                    try shared().ask("ack", "list", "--partner", partner.id)["acks"].list.count == 3
                }

                let feed = try shared().backend.get(
                    "/v1/decisions?limit=1000&after=\(before ?? "")"
                ).json["decisions"].list.filter { $0["partner_id"] == .string(partner.id) }
                #expect(feed == [message.json])
                #expect(feed[0]["order_id"] == "o-7" && feed[0]["new_status"] == "accepted")
                #expect(feed[0]["preparation_time_s"] == 90 && feed[0]["by"] == "machine-1")
            }
        }
    }
}
