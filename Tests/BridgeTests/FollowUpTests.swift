// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger
import Testing

@Suite("Follow-up actions: a status change closes deliveries and is a decision")
struct FollowUpTests {
    private static let accepted = #"{"order_id":"o-1","new_status":"accepted"}"#

    @Test("every open delivery of the order is processed, and the backend gets one decision")
    func applied() async throws {
        let bridge = try EngineHarness()
        try bridge.settle(try bridge.accept(change("e-1"), change("e-2", revision: 2)).triggers)

        let answer = try bridge.followUp(
            #"{"order_id":"o-1","new_status":"accepted","preparation_time_s":90}"#)

        #expect(answer.outcomes == ["applied o-1"])
        #expect(answer.sent.map(\.topic) == ["orderbell/v1/backend/decisions"])
        let (published, held) = (try await bridge.detail("e-1"), try await bridge.detail("e-2"))
        #expect(published.record.outcome == .processed && held.record.outcome == .processed)
        #expect(held.record.publishedAt == nil && held.record.receivedAt == nil)
        #expect(published.history.last?.actor == "partner")
        let decisions = try await bridge.decisions()
        #expect(decisions.map(\.newStatus) == ["accepted"] && decisions[0].preparationTimeS == 90)
    }

    @Test("the same again is a duplicate without a second decision, across restarts too")
    func duplicate() async throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1"))
        try bridge.followUp(Self.accepted)
        try bridge.restart()

        let again = try bridge.followUp(Self.accepted, Self.accepted)
        let other = try bridge.followUp(#"{"order_id":"o-1","new_status":"ready"}"#)
        let back = try bridge.followUp(Self.accepted)

        #expect(again.outcomes == ["duplicate o-1", "duplicate o-1"] && again.sent.isEmpty)
        #expect(other.outcomes == ["applied o-1"] && back.outcomes == ["applied o-1"])
        #expect(try await bridge.decisions().map(\.newStatus) == ["accepted", "ready", "accepted"])
    }

    @Test("what an ack has decided is not decided again")
    func afterAck() async throws {
        let bridge = try EngineHarness()
        try bridge.settle(try bridge.accept(change("e-1")).triggers)
        try bridge.ack(#"{"event_id":"e-1","status":"processed","order_status":"accepted"}"#)

        let same = try bridge.followUp(Self.accepted)

        #expect(same.outcomes == ["duplicate o-1"])
        #expect(try await bridge.decisions().count == 1)
    }

    @Test("the same status after a newer change is a new decision, and closes that change")
    func newerChange() async throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1"))
        try bridge.followUp(Self.accepted)
        try bridge.accept(change("e-2", revision: 2))

        let again = try bridge.followUp(Self.accepted)

        #expect(again.outcomes == ["applied o-1"])
        #expect(try await bridge.delivery("e-2").outcome == .processed)
        #expect(try await bridge.decisions().count == 2)
    }

    @Test("a revision that is not the newest changes nothing")
    func revision() async throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1", revision: 1), change("e-2", revision: 2))

        let stale = try bridge.followUp(
            #"{"order_id":"o-1","new_status":"accepted","revision":1}"#)
        let newest = try bridge.followUp(
            #"{"order_id":"o-1","new_status":"accepted","revision":2}"#)

        #expect(
            stale.outcomes == ["conflict o-1"] && stale.results[0].problem?.kind == .badTransition)
        #expect(newest.outcomes == ["applied o-1"])
        #expect(try await bridge.decisions().count == 1)
    }

    @Test("what expired becomes processed, late")
    func late() async throws {
        let bridge = try EngineHarness()
        try bridge.settle(try bridge.accept(change("e-1")).triggers)
        try bridge.advance(seconds: 15 * 60 + 1)
        #expect(try await bridge.delivery("e-1").outcome == .expired)

        try bridge.followUp(Self.accepted)

        let record = try await bridge.delivery("e-1")
        #expect(record.outcome == .processed && record.late)
        #expect(try await bridge.detail("e-1").history.map(\.kind).contains(.expired))
        #expect(try await bridge.ledger.read { try $0.verify() } == [])
    }

    @Test("a cancelled delivery stays cancelled, and the decision is forwarded all the same")
    func cancelled() async throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1"))
        let key = DeliveryKey(partner: PartnerID(trusted: "lungo"), event: EventID(trusted: "e-1"))
        try bridge.step([
            .command(CommandRequest(.cancel(key, by: "operator:o", why: "test")) { _ in })
        ])

        let answer = try bridge.followUp(Self.accepted)

        #expect(answer.outcomes == ["applied o-1"])
        #expect(try await bridge.delivery("e-1").outcome == .cancelled)
    }

    @Test("good and bad items are told apart, and a foreign order reads like a missing one")
    func mixed() async throws {
        let bridge = try EngineHarness(
            partners: [("lungo", PartnerSettings()), ("crema", PartnerSettings())])
        try bridge.accept(change("e-1"), change("e-2", partner: "crema", order: "o-2"))

        let answer = try bridge.followUp(
            Self.accepted, #"{"order_id":"o-2","new_status":"accepted"}"#,
            #"{"order_id":"o-3","new_status":"accepted"}"#, #"{"order_id":"o-1"}"#, "7")

        #expect(
            answer.outcomes
                == ["applied o-1", "not-found o-2", "not-found o-3", "invalid o-1", "invalid -"])
        #expect(answer.results[1].problem == answer.results[2].problem)
        #expect(answer.results[3].problem?.errors.map(\.pointer) == ["/new_status"])
        #expect(try await bridge.delivery("e-2", partner: "crema").isOpen)
    }

    @Test("nothing is answered or sent that is not committed")
    func durable() throws {
        let bridge = try EngineHarness()
        try bridge.accept(change("e-1"))
        let before = bridge.sent.count
        bridge.failNextCommit(
            with: .lost(LedgerError(.storage, "commit", advice: "the disk is full")))

        #expect(throws: LedgerError.self) { try bridge.followUp(Self.accepted) }

        #expect(bridge.sent.count == before)
    }

    @Test("a PUBACK that comes after the follow-up changes no outcome")
    func lateAcknowledgement() async throws {
        let bridge = try EngineHarness()
        let triggers = try bridge.accept(change("e-1")).triggers
        try bridge.followUp(Self.accepted)

        try bridge.settle(triggers)

        let record = try await bridge.delivery("e-1")
        #expect(record.outcome == .processed && record.brokerAckedAt != nil)
        #expect(try await bridge.ledger.read { try $0.verify() } == [])
        #expect(try bridge.advance(seconds: 3600).isEmpty)
    }
}
