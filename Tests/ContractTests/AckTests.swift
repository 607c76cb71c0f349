// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct AckTests {
    private func parse(_ members: String) throws -> Result<Ack, Problem> {
        Ack.parse(try json("{\"event_id\":\"e-1\"\(members)}"))
    }

    private func problem(_ members: String) throws -> Problem? {
        guard case .failure(let problem) = try parse(members) else { return nil }
        return problem
    }

    @Test("each status is taken, by exactly its word", arguments: Ack.Status.allCases)
    func status(status: Ack.Status) throws {
        let word = status.rawValue

        #expect(try parse(",\"status\":\"\(word)\"").get().status == status)
        for other in [word.uppercased(), " \(word)", "\(word) ", "\(word)\u{301}", "done", ""] {
            let problem = try problem(",\"status\":\"\(other)\"")
            #expect(problem?.kind == .malformed && problem?.errors.map(\.pointer) == ["/status"])
        }
    }

    @Test("an ack with everything is taken")
    func complete() throws {
        let ack = try parse(
            #","status":"processed","order_status":"accepted","preparation_time_s":-90,"#
                + #""reason":{"code":"c","message":"m","more":1},"retryable":true,"#
                + #""retry_after_s":60,"unknown":{"status":"failed"}"#
        ).get()

        #expect(ack.eventID.text == "e-1" && ack.status == .processed)
        #expect(ack.orderStatus == "accepted" && ack.preparationTimeS == -90)
        #expect(ack.reason == AckReason(code: "c", message: "m"))
        #expect(ack.retryable && ack.retryAfterS == 60 && ack.losses.isEmpty)
    }

    @Test(
        "what a device leaves out, or sends as null, is absent",
        arguments: [
            "", ",\"order_status\":null,\"reason\":null,\"retryable\":null,\"retry_after_s\":null",
            ",\"preparation_time_s\":null",
        ])
    func minimal(members: String) throws {
        let ack = try parse(",\"status\":\"failed\"\(members)").get()

        #expect(ack.orderStatus == nil && ack.preparationTimeS == nil && ack.reason == nil)
        #expect(!ack.retryable && ack.retryAfterS == nil)
    }

    @Test(
        "a detail of the wrong type is malformed, and named",
        arguments: [
            (
                "/order_status",
                [
                    "\"order_status\":1", "\"order_status\":\"\"", #""order_status":"a\n""#,
                    "\"order_status\":\"\u{E9}\"", "\"order_status\":[\"accepted\"]",
                ]
            ),
            (
                "/preparation_time_s",
                [
                    "\"preparation_time_s\":\"90\"", "\"preparation_time_s\":1.5",
                    "\"preparation_time_s\":1e2", "\"preparation_time_s\":9223372036854775808",
                ]
            ),
            ("/reason", ["\"reason\":\"beans\"", "\"reason\":[]", "\"reason\":7"]),
            ("/reason/code", ["\"reason\":{\"code\":1}"]),
            ("/reason/message", ["\"reason\":{\"code\":\"c\",\"message\":{}}"]),
            ("/retryable", ["\"retryable\":\"true\"", "\"retryable\":1"]),
            ("/retry_after_s", ["\"retry_after_s\":\"60\"", "\"retry_after_s\":0.5"]),
        ] as [(String, [String])])
    func wrongTypes(pointer: String, members: [String]) throws {
        for member in members {
            let problem = try problem(",\"status\":\"failed\",\(member)")
            #expect(problem?.kind == .malformed)
            #expect(problem?.errors.map(\.pointer) == [pointer], "\(member)")
            #expect(problem?.eventID?.text == "e-1")
        }
    }

    @Test(
        "an event id that is none is malformed",
        arguments: [
            "{\"status\":\"received\"}", "{\"event_id\":1,\"status\":\"received\"}",
            "{\"event_id\":\"a/b\",\"status\":\"received\"}",
            "{\"event_id\":null,\"status\":\"received\"}",
            "{\"Event_ID\":\"e-1\",\"status\":\"received\"}", "[]", "1",
        ])
    func noEvent(text: String) throws {
        guard case .failure(let problem) = Ack.parse(try json(text)) else {
            Issue.record("taken")
            return
        }
        #expect(problem.kind == .malformed && problem.eventID == nil)
    }

    @Test("a status is never lost because its reason is too long")
    func longReason() throws {
        let code = String(repeating: "c", count: 100)
        let message = String(repeating: "\u{E9}", count: 200)
        let reason = "\"reason\":{\"code\":\"\(code)\",\"message\":\"x\(message)\"}"

        let ack = try parse(",\"status\":\"failed\",\(reason)").get()

        #expect(ack.status == .failed && ack.losses == .reasonTruncated)
        #expect(ack.reason?.code.utf8.count == 64)
        #expect(ack.reason?.message.utf8.count == 255)
        #expect(ack.raw.text.contains(message))
    }

    @Test("a status is never lost because the order status is too long")
    func longOrderStatus() throws {
        let longest = String(repeating: "s", count: 64)

        let kept = try parse(",\"status\":\"processed\",\"order_status\":\"\(longest)\"").get()
        let lost = try parse(",\"status\":\"processed\",\"order_status\":\"\(longest)s\"").get()

        #expect(kept.orderStatus == longest && kept.losses.isEmpty)
        #expect(lost.status == .processed && lost.orderStatus == nil)
        #expect(lost.losses == .orderStatusDropped)
    }

    @Test(
        "a reason is cut between characters",
        arguments: [
            ("\u{1F600}", 256), ("\u{20AC}", 255), ("\u{E9}", 256), ("a", 256),
        ])
    func cut(character: String, bytes: Int) {
        let reason = AckReason(code: "c", message: String(repeating: character, count: 300))

        #expect(reason.isTruncated && reason.message.utf8.count == bytes)
        #expect(reason.message.allSatisfy { String($0) == character })
        #expect(!AckReason(code: String(repeating: "c", count: 64), message: "").isTruncated)
    }

    @Test(
        "a wait that makes no sense is moved to one that does",
        arguments: [
            ("-5", 0), ("0", 0), ("86400", 86_400), ("86401", 86_400),
            ("9223372036854775807", 86_400),
        ] as [(String, Int64)])
    func retryAfter(claim: String, seconds: Int64) throws {
        let ack = try parse(",\"status\":\"failed\",\"retry_after_s\":\(claim)").get()

        #expect(ack.retryAfterS == seconds)
    }

    @Test("an ack we write is the ack we read")
    func roundTrip() throws {
        let ack = Ack(
            eventID: try #require(EventID("e:1")),
            status: .failed,
            orderStatus: "a \"b\" \\",
            preparationTimeS: .min,
            reason: AckReason(code: "\u{1B}[2J", message: "line\nline \u{202E}"),
            retryable: true,
            retryAfterS: 9
        )

        var read = try Ack.parse(json(ack.encode())).get()

        read.raw = []
        #expect(read == ack)
    }
}
