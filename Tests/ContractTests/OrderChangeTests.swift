// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct OrderChangeTests {
    /// The members of a change with nothing optional, as JSON texts.
    static let required = [
        "event_id": "\"e-1\"", "event_type": "\"new_order\"", "partner_id": "\"bar\"",
        "occurred_at": "\"2026-11-23T16:04:05.1+01:00\"", "order_id": "\"o:1\"", "revision": "3",
    ]

    /// A change with some members replaced, added, or (by `nil`) taken out.
    static func text(_ changes: [String: String?] = [:]) -> String {
        let members = required.merging(changes.compactMapValues { $0 }) { $1 }
            .filter { changes[$0.key] != .some(nil) }
        return "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    static func parse(_ changes: [String: String?] = [:]) throws -> Result<OrderChange, Problem> {
        OrderChange.parse(try json(text(changes)))
    }

    private func problem(_ changes: [String: String?]) throws -> Problem? {
        guard case .failure(let problem) = try Self.parse(changes) else { return nil }
        return problem
    }

    @Test("a change with nothing optional is taken")
    func minimal() throws {
        let change = try Self.parse().get()

        #expect(change.eventID.text == "e-1")
        #expect(change.eventType.text == "new_order")
        #expect(change.occurredAt.rfc3339 == "2026-11-23T15:04:05.100Z")
        #expect(change.occurredAtText == "2026-11-23T16:04:05.1+01:00")
        #expect(change.partners.map(\.text) == ["bar"])
        #expect(change.orderID.text == "o:1")
        #expect(change.revision == 3)
        #expect(change.shopID == nil && change.deliverBy == nil && change.processBy == nil)
        #expect(change.order == nil && change.traceparent == nil)
    }

    @Test("a change with everything optional is taken, the order as it was written")
    func complete() throws {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let order = #"{ "volume": 2.50,"x":"\u0041" }"#
        let change = try Self.parse([
            "shop_id": "\"s1\"", "deliver_by": "\"2026-11-23T16:00:00Z\"", "order": order,
            "process_by": "\"2026-11-23T17:00:00Z\"", "traceparent": "\"\(trace)\"",
            "unknown": "[1]",
        ]).get()

        #expect(change.shopID?.text == "s1")
        #expect(change.deliverBy?.rfc3339 == "2026-11-23T16:00:00.000Z")
        #expect(change.processBy?.rfc3339 == "2026-11-23T17:00:00.000Z")
        #expect(change.order?.text == order)
        #expect(change.traceparent == trace)
    }

    @Test("null in an optional field counts as absent")
    func nullIsAbsent() throws {
        let change = try Self.parse([
            "shop_id": "null", "deliver_by": "null", "order": "null", "partner_ids": "null",
        ]).get()

        #expect(change.shopID == nil && change.deliverBy == nil && change.order == nil)
    }

    @Test("a field that has to be there is named when it is not", arguments: required.keys)
    func missing(key: String) throws {
        for value in [String?.none, "null"] {
            let problem = try #require(try problem([key: value]))
            #expect(problem.kind == .invalid)
            #expect(problem.errors.map(\.pointer) == ["/\(key)"])
            #expect(problem.eventID?.text == (key == "event_id" ? nil : "e-1"))
        }
    }

    @Test(
        "a value of the wrong type or form is refused and named",
        arguments: [
            (
                "event_id",
                ["1", "true", "[\"e\"]", "{\"id\":\"e\"}", "\"\"", "\"e/1\"", "\"\u{E9}\""]
            ),
            ("event_type", ["1", "\"NEW\"", "\"new order\"", "\"\""]),
            ("occurred_at", ["1795446245", "\"yesterday\"", "\"2026-11-23\"", "\"\""]),
            ("partner_id", ["[\"bar\"]", "\"Bar\"", "\"a/b\"", "\"+\"", "1", "{}"]),
            ("order_id", ["17", "\"o 1\"", "false"]),
            ("revision", ["-1", "1.0", "1e2", "\"3\"", "true", "9223372036854775808"]),
            ("shop_id", ["\"S\"", "1"]),
            ("deliver_by", ["0", "\"soon\""]),
            ("process_by", ["[]", "\"2026-11-23T15:04:05\""]),
            ("order", ["[]", "\"{}\"", "1", "true"]),
            ("partner_ids", ["[\"bar\"]"]),
        ] as [(String, [String])])
    func wrong(key: String, values: [String]) throws {
        for value in values {
            let problem = try problem([key: value])
            #expect(problem?.kind == .invalid)
            #expect(problem?.errors.map(\.pointer) == ["/\(key)"], "\(key): \(value)")
        }
    }

    @Test("all faults are named at once")
    func allFaults() throws {
        let problem = try #require(
            try problem(["event_type": "1", "revision": nil, "order": "[]", "partner_id": "\"B\""])
        )

        let pointers = Set(problem.errors.map(\.pointer))
        #expect(pointers == ["/event_type", "/revision", "/order", "/partner_id"])
        #expect(problem.eventID?.text == "e-1")
    }

    @Test("a change may be for 1 to 1000 partners, each once")
    func partnerList() throws {
        func list(_ count: Int) -> [String: String?] {
            let ids = (0..<count).map { "\"p\($0)\"" }.joined(separator: ",")
            return ["partner_id": nil, "partner_ids": "[\(ids)]"]
        }

        #expect(try Self.parse(list(3)).get().partners.map(\.text) == ["p0", "p1", "p2"])
        #expect(try Self.parse(list(1000)).get().partners.count == 1000)
        #expect(try problem(list(0))?.errors.map(\.pointer) == ["/partner_ids"])
        #expect(try problem(list(1001))?.errors.map(\.pointer) == ["/partner_ids"])
    }

    @Test("a partner list names its bad and its repeated entries")
    func badPartners() throws {
        let problem = try problem(["partner_id": nil, "partner_ids": #"["a","B",1,"a","\u0061"]"#])

        let expected = [1, 2, 3, 4].map { "/partner_ids/\($0)" }
        #expect(problem?.errors.map(\.pointer) == expected)
    }

    @Test("hundreds of faults make a problem of bounded size")
    func boundedFaults() throws {
        let ids = Array(repeating: "\"B\"", count: 1000).joined(separator: ",")

        let problem = try problem(["partner_id": nil, "partner_ids": "[\(ids)]"])

        #expect(problem?.errors.count == Limits.problemErrors)
    }

    @Test("a change that is no object is refused", arguments: ["1", "[]", "null", "\"e-1\""])
    func noObject(text: String) throws {
        guard case .failure(let problem) = OrderChange.parse(try json(text)) else {
            Issue.record("taken")
            return
        }
        #expect(problem.kind == .invalid && problem.errors.map(\.pointer) == [""])
    }

    @Test("a change may have 65536 bytes")
    func size() throws {
        let room = Limits.changeBytes - Self.text(["order": "{\"a\":\"\"}"]).utf8.count
        let fits = "{\"a\":\"\(String(repeating: "x", count: room))\"}"

        #expect(try Self.parse(["order": fits]).get().order?.count == fits.utf8.count)
        let problem = try problem(["order": fits.replacing("\"a\"", with: "\"ab\"")])
        #expect(problem?.kind == .tooLarge && problem?.eventID?.text == "e-1")
    }

    @Test("an order can be put into one line")
    func oneLine() throws {
        let order = try Self.parse(["order": "{\r\n  \"a\": \"\\n\"\n}"]).get().order

        #expect(order?.text == "{    \"a\": \"\\n\" }")
    }

    @Test(
        "a traceparent that is malformed is ignored",
        arguments: [
            "1", "\"\"", "\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331\"",
            "\"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01\"",
            "\"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"",
            "\"00-00000000000000000000000000000000-b7ad6b7169203331-01\"",
            "\"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01\"",
            "\"00-0af7651916cd43dd8448eb211c80319cb7ad6b7169203331--01\"",
        ])
    func malformedTrace(value: String) throws {
        #expect(try Self.parse(["traceparent": value]).get().traceparent == nil)
    }

    @Test("the fingerprint is of the whole content: every field counts, spelling does not")
    func fingerprint() throws {
        let original = try Self.parse().get().fingerprint
        let others: [[String: String?]] = [
            ["event_id": "\"e-2\""], ["event_type": "\"x\""], ["partner_id": "\"baz\""],
            ["occurred_at": "\"2026-11-23T15:04:05.1Z\""], ["order_id": "\"o:2\""],
            ["revision": "4"], ["shop_id": "\"s\""], ["order": "{}"], ["unknown": "1"],
            ["deliver_by": "\"2026-11-23T15:04:05.1Z\""], ["traceparent": "\"\""],
            ["partner_id": nil, "partner_ids": "[\"bar\"]"],
        ]

        let prints = try others.map { try Self.parse($0).get().fingerprint }

        #expect(Set(prints + [original]).count == others.count + 1)
        #expect(try Self.parse(["event_id": "\"\\u0065-1\""]).get().fingerprint == original)
    }
}
