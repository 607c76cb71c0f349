// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct TriggerTests {
    private func trigger(order: String?) throws -> Trigger {
        Trigger(
            eventID: try #require(EventID("e-1")),
            eventType: try #require(EventType("new_order")),
            occurredAtText: "2026-11-23T16:04:05.1+01:00",
            attempt: 2,
            orderID: try #require(OrderID("o:1")),
            orderJSON: order.map { Array($0.utf8) }
        )
    }

    private static let start =
        #"{"event_id":"e-1","event_type":"new_order","occurred_at":"2026-11-23T16:04:05.1+01:00","#
        + #""attempt":2,"#

    @Test("a trigger names the order and says nothing of it")
    func triggerForm() throws {
        let trigger = try trigger(order: "{\"secret\":1}")

        #expect(trigger.encode(.trigger).text == Self.start + #""order_id":"o:1"}"#)
        #expect(trigger.encode(.count) == trigger.encode(.trigger))
    }

    @Test(
        "a full message holds the order as received, with an id",
        arguments: [
            (#"{"id":"other","volume":2.50}"#, #"{"id":"other","volume":2.50}"#),
            (#"{"a":{"id":1}}"#, #"{"id":"o:1","a":{"id":1}}"#),
            (#"{"\u0069d":null}"#, #"{"\u0069d":null}"#),
            ("{ \"a\" : 1 }", "{\"id\":\"o:1\", \"a\" : 1 }"),
            ("{}", #"{"id":"o:1"}"#), ("{ }", #"{"id":"o:1"}"#),
            ("not json", #"{"id":"o:1"}"#), ("[1]", #"{"id":"o:1"}"#),
        ])
    func fullForm(order: String, written: String) throws {
        let bytes = try trigger(order: order).encode(.full)

        #expect(bytes.text == Self.start + "\"order\":\(written)}")
        #expect(fault(of: bytes) == nil)
    }

    @Test("a full message without an order still has its id")
    func noOrder() throws {
        let bytes = try trigger(order: nil).encode(.full)

        #expect(try json(bytes)["order"]?["id"]?.string == "o:1")
    }

    @Test("a full message over the partner's limit falls back to a trigger")
    func fallback() throws {
        let trigger = try trigger(order: "{\"id\":\"o:1\"}")
        let full = trigger.encode(.full)

        let fits = trigger.encode(.full, payloadBytesMax: full.count)
        let tooLong = trigger.encode(.full, payloadBytesMax: full.count - 1)

        #expect(fits.payload == full && fits.format == .full)
        #expect(tooLong.payload == trigger.encode(.trigger) && tooLong.format == .trigger)
    }

    @Test("a trigger has at most 512 bytes, whatever a change may hold")
    func sizeLimit() throws {
        let fraction = String(repeating: "9", count: 64 - 26)
        let changes = OrderChangeTests.text([
            "event_id": "\"\(String(repeating: "E", count: 64))\"",
            "event_type": "\"\(String(repeating: "t", count: 64))\"",
            "order_id": "\"\(String(repeating: "O", count: 64))\"",
            "occurred_at": "\"2026-11-23T16:04:05.\(fraction)+01:00\"",
        ])
        let change = try OrderChange.parse(json(changes)).get()
        #expect(change.occurredAtText.utf8.count == 64)

        let trigger = Trigger(
            eventID: change.eventID,
            eventType: change.eventType,
            occurredAtText: change.occurredAtText,
            attempt: .max,
            orderID: change.orderID
        )

        #expect(trigger.encode(.trigger).count <= Limits.triggerBytes)
    }
}
