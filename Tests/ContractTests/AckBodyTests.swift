// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct AckBodyTests {
    private let good = "{\"event_id\":\"e-1\",\"status\":\"received\"}"

    private func unreadable(_ text: String) -> Problem.Kind? {
        guard case .unreadable(let problem) = AckBody.parse(Array(text.utf8)) else { return nil }
        return problem.kind
    }

    private func items(_ text: String) throws -> [AckItem] {
        guard case .items(let items, _) = AckBody.parse(Array(text.utf8)) else { return [] }
        return items
    }

    /// An ack of exactly this many bytes.
    private func ack(bytes: Int) -> String {
        let start = "{\"event_id\":\"e-1\",\"status\":\"failed\",\"x\":\""
        return start + String(repeating: "x", count: bytes - start.utf8.count - 2) + "\"}"
    }

    @Test("one ack is one item and keeps its text")
    func single() {
        let text = " \(good) "

        guard case .items(let items, isBatch: false) = AckBody.parse(Array(text.utf8)),
            case .ack(let ack) = items.first
        else {
            Issue.record("not read as one ack")
            return
        }
        #expect(items.count == 1 && ack.raw.text == good)
    }

    @Test("a batch is read ack by ack, each with its own text")
    func batch() {
        let bad = "{ \"event_id\" : \"e-2\" }"
        let text = "{\"acks\":[ \(good) , \(bad),null],\"x\":1}"

        guard case .items(let items, isBatch: true) = AckBody.parse(Array(text.utf8)),
            items.count == 3, case .ack = items[0], case .bad(let problem, let raw) = items[1]
        else {
            Issue.record("not read as a batch")
            return
        }
        #expect(items.map(\.raw.text) == [good, bad, "null"])
        #expect(items.map(\.eventID?.text) == ["e-1", "e-2", nil])
        #expect(problem.kind == .malformed && raw.text == bad)
    }

    @Test(
        "what can not be told apart is unreadable",
        arguments: [
            "", "x", "[]", "1", "null", "\"received\"", "{\"acks\":{}}", "{\"acks\":null}",
            "{\"acks\":[],\"event_id\":\"e\"}", "{\"event_id\":\"e\",\"event_id\":\"e\"}",
        ])
    func unreadableBodies(text: String) {
        #expect(unreadable(text) == .malformed)
    }

    @Test("an ack may have 4096 bytes, alone and within a batch")
    func ackSize() throws {
        for wrap in [("", ""), ("{\"acks\":[", "]}")] {
            guard case .ack = try items(wrap.0 + ack(bytes: 4096) + wrap.1).first,
                case .bad(let problem, _) = try items(wrap.0 + ack(bytes: 4097) + wrap.1).first
            else {
                Issue.record("limit not at 4096 bytes")
                return
            }
            #expect(problem.kind == .tooLarge && problem.eventID?.text == "e-1")
        }
    }

    @Test("a batch may have 100 acks")
    func count() throws {
        func body(_ count: Int) -> String {
            "{\"acks\":[\(Array(repeating: good, count: count).joined(separator: ","))]}"
        }

        #expect(try items(body(100)).count == 100)
        #expect(unreadable(body(101)) == .tooLarge)
    }

    @Test("a batch may have 65536 bytes")
    func size() throws {
        let batch = "{\"acks\":[\(good)]}"
        let fits = batch + String(repeating: " ", count: 65_536 - batch.utf8.count)

        #expect(try items(fits).count == 1)
        #expect(unreadable(fits + " ") == .tooLarge)
    }
}
