// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension SharedServiceTests {
    @Suite("The same event again")
    struct IdempotencyTests {
        /// The ways in; each sends changes and returns the results.
        enum Way: String, CaseIterable, Sendable {
            case single, batch, lines, mqtt, file, pipe
        }

        private func send(_ change: JSON, _ way: Way, _ orderbell: Orderbell) throws -> JSON {
            let path = "/v1/order-changes"
            switch way {
            case .single: return try orderbell.backend.post(path, change).json["results"][0]
            case .batch:
                return try orderbell.backend.post(path, ["changes": [change]]).json["results"][0]
            case .lines:
                return try orderbell.backend.post(path, change.text, type: "application/x-ndjson")
                    .json["results"][0]
            case .mqtt:
                return try orderbell.withSubscriber("backend/results") { results in
                    try orderbell.publish("backend/changes", change)
                    return try results.first("the result") { message in
                        message.json["results"][0]["event_id"] == change["event_id"]
                    }.json["results"][0]
                }
            case .file, .pipe: return try command(change, way, orderbell)
            }
        }

        /// The sums of `orderbell send`, as one result.
        private func command(_ change: JSON, _ way: Way, _ orderbell: Orderbell) throws -> JSON {
            let file = try orderbell.folder.write(change.text + "\n")
            let sums =
                way == .file
                ? try orderbell.ask("send", file)
                : try run(
                    "/bin/sh",
                    [
                        "-c", "exec \"$0\" send - --dir \"$1\" --json < \"$2\"",
                        TestEnvironment.orderbell, orderbell.data, file,
                    ]
                ).json
            let outcome = ["accepted", "duplicate", "conflict", "invalid"].first { sums[$0] == 1 }
            return ["outcome": .string(outcome ?? sums.text)]
        }

        @Test(
            "the same content is a duplicate, other content a conflict, whatever way it comes",
            arguments: Way.allCases, Way.allCases)
        func again(first: Way, second: Way) throws {
            let partner = try shared().addPartner("same")
            let change = partner.change("\(partner.id).1")
            let other = change.merging(["revision": 2])

            #expect(try send(change, first, partner.orderbell)["outcome"] == "accepted")
            #expect(try send(change, second, partner.orderbell)["outcome"] == "duplicate")
            #expect(try send(other, second, partner.orderbell)["outcome"] == "conflict")

            let feed = try partner.feed()
            #expect(feed.count == 1 && feed[0]["revision"] == 1)
        }

        @Test("of twenty at once one is accepted, and the device hears of it once")
        func race() throws {
            let partner = try shared().addPartner("race")
            let change = partner.change("\(partner.id).1")
            let file = try partner.orderbell.folder.write(change.text)
            let transfers = (1...20).map { _ in
                """
                url = "http://\(partner.orderbell.http)/v1/order-changes"
                header = "Authorization: Bearer \(partner.orderbell.backendToken)"
                header = "Content-Type: application/json"
                data-binary = "@\(file)"
                """
            }
            let script = try partner.orderbell.folder.write(transfers.joined(separator: "\nnext\n"))

            try partner.withDevice("--presence", "--count", "1") { device in
                let ended = try run(
                    TestEnvironment.tool("curl") ?? "curl",
                    ["-s", "--noproxy", "*", "-Z", "--parallel-immediate", "-K", script])
                let answers = ended.output.split(separator: "{\"results\":").map(String.init)

                #expect(answers.count { $0.contains("\"accepted\"") } == 1, "\(answers)")
                #expect(answers.count { $0.contains("\"duplicate\"") } == 19)
                #expect(try device.end().triggers().count == 1)
            }
            #expect(try partner.delivery("\(partner.id).1")["attempts"] == 1)
        }

        @Test("key order, spaces and escapes do not make another content, values do")
        func sameContent() throws {
            let partner = try shared().addPartner("content")
            let event = "\(partner.id).1"
            let text = """
                { "order" : {"b":1.5,"a":"\\u00e9"}, "revision": 1, "order_id":"o-1",
                  "partner_id":"\(partner.id)", "occurred_at":"2026-03-02T08:15:00Z",
                  "event_type":"new_order", "event_id":"\(event)"}
                """
            let same =
                partner.change(event, order: "o-1").without("order").text.dropLast()
                + ",\"order\":{\"a\":\"é\",\"b\":1.5}}"
            let backend = try shared().backend

            func outcome(_ body: some StringProtocol) throws -> JSON {
                try backend.post("/v1/order-changes", String(body)).json["results"][0]["outcome"]
            }
            #expect(try outcome(text) == "accepted")
            #expect(try outcome(same) == "duplicate")
            #expect(try outcome(same.replacing("é", with: "e\u{301}")) == "conflict")
        }
    }
}
