// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger
import Testing

@Suite("The main path")
struct MainPathTests {
    @Test("a change becomes a trigger, and its ack closes the delivery with all five facts")
    func wholeLife() async throws {
        let bridge = try EngineHarness()

        let (results, triggers) = try bridge.accept(change("e-1"))
        try bridge.settle(triggers)
        let received = try bridge.ack(#"{"event_id":"e-1","status":"received"}"#)
        let processed = try bridge.ack(#"{"event_id":"e-1","status":"processed"}"#)

        #expect(results == [ChangeResult(eventID: EventID("e-1"), outcome: .accepted)])
        #expect(triggers.map(\.topic) == ["orderbell/v1/partners/lungo/orders"])
        #expect(received.count == 1 && received[0].contains(#""verdict":"applied""#))
        #expect(processed[0].contains(#""outcome_or_stage":"processed""#))
        let detail = try await bridge.detail("e-1")
        #expect(detail.record.outcome == .processed)
        #expect(detail.record.publishedAt != nil && detail.record.brokerAckedAt != nil)
        #expect(detail.record.receivedAt != nil && detail.record.processedAt != nil)
        #expect(detail.record.ackedBy?.text == "machine-1")
        #expect(
            detail.history.map(\.kind) == [.published, .brokerAcked, .received, .processed])
    }

    @Test("nothing is published that is not committed")
    func commitFirst() throws {
        let failure = LedgerError(.storage, "commit", advice: "the disk is full")
        let bridge = try EngineHarness()
        bridge.failNextCommit(with: .lost(failure))

        #expect(throws: LedgerError.self) { try bridge.accept(change("e-1")) }

        #expect(bridge.sent.isEmpty)
    }

    @Test("the same event again is a duplicate, with other content a conflict; neither rings twice")
    func idempotency() throws {
        let bridge = try EngineHarness()

        let first = try bridge.accept(change("e-1"))
        let again = try bridge.accept(change("e-1"), change("e-1", revision: 2))

        #expect(first.triggers.count == 1)
        #expect(again.results.map(\.outcome) == [.duplicate, .conflict])
        #expect(again.triggers.isEmpty)
    }

    @Test("twins within one batch are judged like twins apart")
    func twinsInBatch() throws {
        let bridge = try EngineHarness()

        let answer = try bridge.accept(
            change("e-1"), change("e-1"), change("e-1", revision: 7), "{}")

        #expect(answer.results.map(\.outcome) == [.accepted, .duplicate, .conflict, .invalid])
    }

    @Test("an unknown partner is said by name, and its neighbours are accepted")
    func unknownPartner() throws {
        let bridge = try EngineHarness()

        let answer = try bridge.accept(change("e-1", partner: "nobody"), change("e-2"))

        #expect(answer.results.map(\.outcome) == [.invalid, .accepted])
        #expect(answer.results[0].problem?.detail.contains("nobody") == true)
    }

    @Test("an ack for an event of another partner is answered like one that does not exist")
    func foreignAck() throws {
        let bridge = try EngineHarness(
            partners: [("lungo", PartnerSettings()), ("ristretto", PartnerSettings())])
        try bridge.accept(change("e-1", partner: "ristretto"))

        let foreign = try bridge.ack(#"{"event_id":"e-1","status":"processed"}"#)
        let missing = try bridge.ack(#"{"event_id":"e-9","status":"processed"}"#)

        #expect(foreign[0].replacing("e-1", with: "X") == missing[0].replacing("e-9", with: "X"))
        #expect(foreign[0].contains("problems/unknown-event"))
    }

    @Test("every ack is in the inbox with its verdict, bad ones too")
    func inbox() async throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1"))

        try bridge.ack(#"{"event_id":"e-1","status":"received"}"#)
        try bridge.ack(#"{"event_id":"e-1","status":"received"}"#)
        try bridge.ack(#"{"event_id":"#)
        try bridge.ack(#"{"event_id":"e-7","status":"received"}"#)

        let acks = try await bridge.ledger.read { try $0.acks(AckFilter(), before: nil, limit: 10) }
        #expect(
            acks.map(\.verdict) == ["unknown-event", "malformed", "duplicate", "applied"])
        #expect(acks[1].payload == Array(#"{"event_id":"#.utf8))
    }

    @Test("a decision goes with the processed ack that carries it, once")
    func decision() async throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1"))
        let ack = #"{"event_id":"e-1","status":"processed","order_status":"accepted"}"#

        try bridge.ack(ack)
        try bridge.ack(ack)

        let decisions = try await bridge.ledger.read { try $0.decisions(after: 0, limit: 10) }
        #expect(decisions.map(\.newStatus) == ["accepted"])
        #expect(bridge.sent.filter { $0.topic == "orderbell/v1/backend/decisions" }.count == 1)
    }

    @Test("one change for two partners is two deliveries")
    func fanOut() async throws {
        let bridge = try EngineHarness(
            partners: [("lungo", PartnerSettings()), ("ristretto", PartnerSettings())])
        let text = change("e-1").replacing(
            #""partner_id":"lungo""#, with: #""partner_ids":["lungo","ristretto"]"#)

        let answer = try bridge.accept(text)
        try bridge.ack(#"{"event_id":"e-1","status":"processed"}"#, partner: "ristretto")

        #expect(answer.triggers.count == 2)
        #expect(try await bridge.delivery("e-1").outcome == nil)
        #expect(try await bridge.delivery("e-1", partner: "ristretto").outcome == .processed)
    }
}
