// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct ChangeBodyTests {
    private let good = OrderChangeTests.text()
    private let bad = OrderChangeTests.text(["revision": "-1"])

    private func problem(_ text: String) -> Problem? {
        do {
            _ = try ChangeBody.parse(Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    private func isGood(_ item: Result<OrderChange, Problem>) -> Bool {
        if case .success = item { true } else { false }
    }

    @Test("one change is one item")
    func single() throws {
        guard case .single(.success) = try ChangeBody.parse(Array(good.utf8)),
            case .single(.failure(let problem)) = try ChangeBody.parse(Array(bad.utf8))
        else {
            Issue.record("not read as single changes")
            return
        }
        #expect(problem.errors.map(\.pointer) == ["/revision"])
    }

    @Test("a batch is read item by item, in order")
    func batch() throws {
        let body = "{\"changes\":[\(good),\(bad),7,\(good)],\"note\":1}"

        guard case .batch(let items) = try ChangeBody.parse(Array(body.utf8)) else {
            Issue.record("not read as a batch")
            return
        }
        #expect(items.map(isGood) == [true, false, false, true])
    }

    @Test(
        "a body that is neither shape is malformed",
        arguments: [
            "", "[]", "1", "null", "\"x\"", "{\"changes\":{}}", "{\"changes\":null}",
            "{\"changes\":1}",
            "{\"changes\":[],\"event_id\":\"e\"}", "{\"changes\":[1}",
            "{\"changes\":[],\"changes\":[]}",
        ])
    func malformed(text: String) {
        #expect(problem(text)?.kind == .malformed)
    }

    @Test("1000 changes are taken at once, 1001 are too many")
    func count() throws {
        func body(_ count: Int) -> String {
            "{\"changes\":[\(Array(repeating: "1", count: count).joined(separator: ","))]}"
        }

        #expect(try ChangeBody.parse(Array(body(1000).utf8)).items.count == 1000)
        #expect(problem(body(1001))?.kind == .tooLarge)
        #expect(try ChangeBody.parse(Array(body(0).utf8)).items.isEmpty)
    }

    @Test("a body may have one mebibyte")
    func size() {
        let fits = "{\"changes\":[]" + String(repeating: " ", count: 1_048_562) + "}"

        #expect(problem(fits) == nil)
        #expect(problem(fits + " ")?.kind == .tooLarge)
    }

    @Test("one change too large does not spoil a batch")
    func largeItem() throws {
        let large = OrderChangeTests.text([
            "order": "{\"a\":\"\(String(repeating: "x", count: 65_536))\"}"
        ])
        let body = "{\"changes\":[\(good),\(large)]}"

        let items = try ChangeBody.parse(Array(body.utf8)).items

        #expect(isGood(items[0]))
        guard case .failure(let problem) = items[1] else { return }
        #expect(problem.kind == .tooLarge && problem.eventID?.text == "e-1")
    }

    @Test("lines are read each on its own; empty ones are skipped")
    func lines() throws {
        let text = "\n\(good)\r\n  \n{\"broken\n\(bad)\n\u{FEFF}\(good)\n\(good)"

        let items = try ChangeBody.parseLines(Array(text.utf8))

        #expect(items.map(isGood) == [true, false, false, false, true])
        guard case .failure(let broken) = items[1] else { return }
        #expect(broken.kind == .malformed)
    }

    @Test("lines have the limits of a batch, and each that of a change")
    func lineLimits() throws {
        let thousand = Array(repeating: "1", count: 1000).joined(separator: "\n")
        let long = "{\"a\":\"\(String(repeating: "x", count: 65_536))\"}"

        #expect(try ChangeBody.parseLines(Array(thousand.utf8)).count == 1000)
        #expect(throws: Problem.self) { try ChangeBody.parseLines(Array("\(thousand)\n1".utf8)) }
        #expect(throws: Problem.self) {
            try ChangeBody.parseLines([UInt8](repeating: 0x20, count: 1_048_577))
        }
        for line in [long, good + String(repeating: " ", count: 65_536)] {
            let items = try ChangeBody.parseLines(Array(line.utf8))
            guard case .failure(let problem) = items.first else {
                Issue.record("taken")
                continue
            }
            #expect(problem.kind == .tooLarge)
        }
    }
}
