// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger
import Testing

@Suite("The pending count")
struct CountTests {
    private func bridge() throws -> EngineHarness {
        var settings = PartnerSettings()
        try settings.set("format", to: "count")
        return try EngineHarness(partners: [("lungo", settings)])
    }

    @Test("a count partner gets the retained number and no trigger")
    func countOnly() throws {
        let bridge = try bridge()

        let answer = try bridge.accept(
            change("e-1"), change("e-2", revision: 2), change("e-3", order: "o-2"))
        try bridge.advance(seconds: 2)

        #expect(answer.triggers.allSatisfy { $0.topic.hasSuffix("/pending") && $0.retain })
        #expect(bridge.counts.last == 2)
    }

    @Test("however much changes, it is told once a second and ends on the true number")
    func pace() throws {
        let bridge = try bridge()
        try bridge.advance(seconds: 2)
        let before = bridge.counts.count

        for number in 1...50 {
            try bridge.accept(change("e-\(number)", order: "o-\(number)"))
            try bridge.advance(milliseconds: 20)
        }
        try bridge.advance(seconds: 3)

        #expect(bridge.counts.count - before <= 3)
        #expect(bridge.counts.last == 50)
    }

    @Test("its deliveries close by acks, and the count says so")
    func closing() throws {
        let bridge = try bridge()
        try bridge.accept(change("e-1"))
        try bridge.advance(seconds: 2)

        try bridge.ack(#"{"event_id":"e-1","status":"processed"}"#)
        try bridge.advance(seconds: 2)

        #expect(bridge.counts.last == 0)
    }
}

extension EngineHarness {
    /// The pending counts told so far.
    fileprivate var counts: [Int64] {
        sent.filter { $0.topic.hasSuffix("/pending") }.compactMap { message in
            let document = try? JSONDocument(parsing: message.payload, maxBytes: 1000)
            return document?.root["pending_order_count"]?.int64
        }
    }
}
