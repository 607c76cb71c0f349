// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger
import Testing

@Suite("Patience: retries, deferrals, windows, order, deadlines")
struct PatienceTests {
    @Test("without an ack the trigger comes again with a higher attempt")
    func retry() async throws {
        let bridge = try EngineHarness()
        try bridge.settle(try bridge.accept(change("e-1")).triggers)

        let again = try bridge.advance(seconds: 37)

        #expect(again.count == 1)
        #expect(again[0].userProperties.contains(.init(name: "attempt", value: "2")))
        #expect(again[0].correlationData == Array("e-1".utf8))
        try bridge.settle(again)
        #expect(try await bridge.delivery("e-1").attempts == 2)
    }

    @Test("attempts used up make it dead, and an ack after that still wins, late")
    func dead() async throws {
        var settings = PartnerSettings()
        try settings.set("attempts", to: "2")
        try settings.set("retry_first", to: "1s")
        let bridge = try EngineHarness(partners: [("lungo", settings)])
        try bridge.settle(try bridge.accept(change("e-1")).triggers)
        try bridge.settle(try bridge.advance(seconds: 2))
        try bridge.advance(seconds: 4)
        #expect(try await bridge.delivery("e-1").outcome == .dead)

        let receipt = try bridge.ack(#"{"event_id":"e-1","status":"processed"}"#)

        #expect(receipt[0].contains(#""verdict":"late""#))
        let record = try await bridge.delivery("e-1")
        #expect(record.outcome == .processed && record.late)
    }

    @Test("nothing stays open past its deadline")
    func expiry() async throws {
        let bridge = try EngineHarness()
        try bridge.settle(try bridge.accept(change("e-1"), change("e-2", order: "o-2")).triggers)
        try bridge.ack(#"{"event_id":"e-2","status":"received"}"#)

        try bridge.advance(seconds: 15 * 60 + 1)
        let undelivered = try await bridge.delivery("e-1")
        let unprocessed = try await bridge.delivery("e-2")
        try bridge.advance(seconds: 15 * 60 + 1)

        #expect(undelivered.outcome == .expired)
        #expect(unprocessed.outcome == nil)
        #expect(try await bridge.delivery("e-2").outcome == .expired)
    }

    @Test("deadlines survive a restart")
    func expiryAcrossRestart() async throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1"))
        try bridge.restart()

        try bridge.advance(seconds: 15 * 60 + 1)

        #expect(try await bridge.delivery("e-1").outcome == .expired)
    }

    @Test("a device known to be offline is waited for, and no attempt is used up")
    func offline() async throws {
        let bridge = try EngineHarness()
        _ = try bridge.presence(false)

        let answer = try bridge.accept(change("e-1"))
        let later = try bridge.advance(seconds: 300)
        let waiting = try await bridge.delivery("e-1")
        let back = try bridge.presence(true) + bridge.advance(seconds: 1)

        #expect(answer.triggers.isEmpty && later.isEmpty)
        #expect(waiting.attempts == 0 && waiting.deferrals == 1)
        #expect(waiting.reason?.code == "device_offline")
        #expect(back.count == 1)
        #expect(back[0].userProperties.contains(.init(name: "attempt", value: "1")))
    }

    @Test("a publish nobody heard uses up no attempt and is probed, one at a time")
    func unheard() async throws {
        let bridge = try EngineHarness()
        let first = try bridge.accept(change("e-1"), change("e-2", order: "o-2"))
        try bridge.settle(first.triggers, code: PubackReason.noMatchingSubscribers)
        let record = try await bridge.delivery("e-1")

        let probe = try bridge.advance(seconds: 5)
        try bridge.settle(probe)

        #expect(record.attempts == 0 && record.deferrals == 1)
        #expect(record.reason?.code == "no_subscriber")
        #expect(record.brokerAckedAt == nil)
        #expect(probe.count == 1)
        #expect(bridge.triggers.count == 4)
    }

    @Test("no more than max_in_flight are published and not received")
    func window() throws {
        var settings = PartnerSettings()
        try settings.set("max_in_flight", to: "2")
        let bridge = try EngineHarness(partners: [("lungo", settings)])

        let answer = try bridge.accept(
            change("e-1", order: "o-1"), change("e-2", order: "o-2"), change("e-3", order: "o-3"))
        try bridge.settle(answer.triggers)
        try bridge.ack(#"{"event_id":"e-2","status":"received"}"#)

        #expect(answer.triggers.count == 2)
        #expect(bridge.sent.filter { $0.topic.hasSuffix("/orders") }.count == 3)
    }

    @Test("deliveries of one order go one after another, other orders do not wait")
    func perOrder() throws {
        let bridge = try EngineHarness()

        let answer = try bridge.accept(
            change("e-1"), change("e-2", revision: 2), change("e-3", order: "o-2"))
        try bridge.settle(answer.triggers)
        let before = bridge.triggers
        try bridge.ack(#"{"event_id":"e-1","status":"received"}"#)

        #expect(before == ["e-1", "e-3"])
        #expect(bridge.triggers == ["e-1", "e-3", "e-2"])
    }

    @Test("strict lets the whole partner go one at a time, in order")
    func strict() throws {
        var settings = PartnerSettings()
        try settings.set("ordering", to: "strict")
        let bridge = try EngineHarness(partners: [("lungo", settings)])

        try bridge.settle(
            try bridge.accept(
                change("e-1", order: "o-1"), change("e-2", order: "o-2"),
                change("e-3", order: "o-3")
            ).triggers)
        let first = bridge.triggers
        for event in ["e-1", "e-2", "e-3"] {
            try bridge.ack(#"{"event_id":"\#(event)","status":"received"}"#)
        }

        #expect(first == ["e-1"])
        #expect(bridge.triggers == ["e-1", "e-2", "e-3"])
    }

    @Test("while the broker is away changes are accepted and wait; then they go")
    func brokerAway() async throws {
        let bridge = try EngineHarness()
        try bridge.step([.broker(.publisherDown(reason: "test"))])

        let answer = try bridge.accept(change("e-1"))
        let waiting = try await bridge.delivery("e-1")
        let back = try bridge.step([.broker(.publisherUp(address: "test"))])

        #expect(answer.results.map(\.outcome) == [.accepted] && answer.triggers.isEmpty)
        #expect(waiting.reason?.code == "broker_away" && waiting.attempts == 0)
        #expect(back.count == 1)
    }

    @Test("a retryable failure is tried again after the time the device asked for")
    func retryAfter() async throws {
        let bridge = try EngineHarness()
        try bridge.settle(try bridge.accept(change("e-1")).triggers)
        try bridge.ack(
            #"{"event_id":"e-1","status":"failed","retryable":true,"retry_after_s":60}"#)

        let early = try bridge.advance(seconds: 59)
        let due = try bridge.advance(seconds: 2)

        #expect(early.isEmpty)
        #expect(due.count == 1)
    }

    @Test("a newer change supersedes what has not gone out, where the partner asked for that")
    func supersede() async throws {
        var settings = PartnerSettings()
        try settings.set("supersede", to: "true")
        let bridge = try EngineHarness(partners: [("lungo", settings)])
        _ = try bridge.presence(false)

        try bridge.accept(change("e-1"))
        try bridge.accept(change("e-2", revision: 2))

        #expect(try await bridge.delivery("e-1").outcome == .superseded)
        #expect(try await bridge.delivery("e-2").outcome == nil)
    }

    @Test("after a stop in the middle of a publish the attempt's number still rises")
    func inDoubt() throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1"))

        try bridge.restart()
        let again = try bridge.advance(seconds: 1)

        #expect(bridge.attempts(of: "e-1") == ["1", "2"])
        #expect(again.count <= 1)
    }

    @Test("a broker that lost its sessions is told everything in the window again")
    func sessionLost() throws {
        let bridge = try EngineHarness()
        try bridge.settle(try bridge.accept(change("e-1")).triggers)

        try bridge.step([
            .broker(.listenerDown(reason: "test")), .broker(.listenerUp(sessionPresent: false)),
        ])
        try bridge.advance(seconds: 1)

        #expect(bridge.attempts(of: "e-1") == ["1", "2"])
    }
}

extension EngineHarness {
    /// The events of all triggers so far, in order.
    var triggers: [String] {
        sent.filter { $0.token != 0 }.map {
            String(decoding: $0.correlationData ?? [], as: UTF8.self)
        }
    }

    func attempts(of event: String) -> [String] {
        sent.filter { $0.correlationData == Array(event.utf8) }
            .compactMap { $0.userProperties.first { $0.name == "attempt" }?.value }
    }
}

@Suite("Triggers and their way back")
struct WayBackTests {
    @Test("nothing is published while acks could not come back")
    func listenerFirst() throws {
        let bridge = try EngineHarness()
        try bridge.step([.broker(.listenerDown(reason: "test"))])

        let answer = try bridge.accept(change("e-1"))
        let back = try bridge.step([.broker(.listenerUp(sessionPresent: true))])

        #expect(answer.results.map(\.outcome) == [.accepted] && answer.triggers.isEmpty)
        #expect(back.count == 1)
    }
}
