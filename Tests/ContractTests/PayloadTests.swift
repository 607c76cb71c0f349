// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct PayloadTests {
    private let time = Timestamp(microseconds: 1_795_446_245_123_456)
    private let event = EventID(trusted: "e-1")

    @Test("a pending count is written as the contract has it")
    func pendingCount() {
        let text = PendingCount(occurredAt: time, count: 7).encode().text

        #expect(text == #"{"occurred_at":"2026-11-23T15:04:05.123Z","pending_order_count":7}"#)
    }

    @Test("a receipt is written as the contract has it", arguments: Receipt.Verdict.allCases)
    func receipt(verdict: Receipt.Verdict) {
        let receipt = Receipt(
            eventID: event,
            verdict: verdict,
            outcomeOrStage: "processed",
            recordedAt: time
        )

        #expect(
            receipt.encode().text == #"{"event_id":"e-1","verdict":"\#(verdict.rawValue)","#
                + #""outcome_or_stage":"processed","recorded_at":"2026-11-23T15:04:05.123Z"}"#
        )
    }

    @Test("a decision is written as the contract has it, without what is unknown")
    func decision() throws {
        var decision = Decision(
            decisionID: "d1",
            partnerID: PartnerID(trusted: "bar"),
            orderID: OrderID(trusted: "o:1"),
            newStatus: "rejected",
            decidedAt: time,
            by: "machine-1"
        )
        let short = decision.encode().text
        decision.reason = AckReason(code: "out_of_beans", message: "\"\u{1B}[2J\"")
        decision.preparationTimeS = -1
        let long = try json(decision.encode())

        #expect(
            short == #"{"decision_id":"d1","partner_id":"bar","order_id":"o:1","#
                + #""new_status":"rejected","decided_at":"2026-11-23T15:04:05.123Z","#
                + #""by":"machine-1"}"#
        )
        #expect(long["reason"]?["message"]?.string == "\"\u{1B}[2J\"")
        #expect(long["preparation_time_s"]?.int64 == -1)
    }

    @Test("results are written in order, each with its problem")
    func results() throws {
        let bytes = ChangeResult.encode([
            ChangeResult(eventID: event, outcome: .accepted),
            ChangeResult(
                eventID: nil,
                outcome: .invalid,
                problem: Problem(.invalid, "no \"good\"")
            ),
        ])

        let results = try #require(try json(bytes)["results"]).elements.map { $0 }

        #expect(results[0].rawBytes.text == #"{"event_id":"e-1","outcome":"accepted"}"#)
        #expect(results[1]["event_id"]?.isNull == true)
        #expect(results[1]["problem"]?["detail"]?.string == "no \"good\"")
    }

    @Test("presence is one of two words")
    func presence() {
        #expect(Presence(utf8: "online".utf8) == .online)
        #expect(Presence(utf8: "offline".utf8) == .offline)
        for text in ["", "Online", "online\n", "\"online\"", "on"] {
            #expect(Presence(utf8: text.utf8) == nil)
        }
    }
}
