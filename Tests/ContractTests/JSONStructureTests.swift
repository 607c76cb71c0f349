// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct JSONStructureTests {
    private func nested(_ depth: Int, _ open: String, _ close: String) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    @Test("16 levels are taken, 17 are not")
    func depth() {
        #expect(fault(of: nested(16, "[", "]")) == nil)
        #expect(fault(of: nested(17, "[", "]")) == .tooDeep(at: 16))
        #expect(fault(of: nested(16, "{\"a\":", "}")) == nil)
        #expect(fault(of: nested(17, "{\"a\":", "}")) == .tooDeep(at: 80))
    }

    @Test(
        "levels that were closed do not count",
        arguments: [
            "[" + String(repeating: "[],", count: 100) + "[]]",
            "{\"a\":[{},{},[[]]],\"b\":[[[[[[[[[[[[[[]]]]]]]]]]]]]]}",
        ])
    func closedLevels(text: String) {
        #expect(fault(of: text) == nil)
    }

    @Test("endless nesting ends at the seventeenth level", arguments: ["[", "{\"a\":", "[{\"\":"])
    func deepestNesting(open: String) {
        let text = String(repeating: open, count: 800_000)

        guard case .tooDeep(let offset) = fault(of: text) else {
            Issue.record("not refused for its depth")
            return
        }
        #expect(offset <= 16 * open.utf8.count)
    }

    @Test("depth needs no stack: thousands of levels asked for stay bounded")
    func depthIsCapped() {
        let text = Array(nested(10_000, "[", "]").utf8)

        #expect(throws: JSONFault.tooDeep(at: 256)) {
            _ = try JSONDocument(parsing: text, maxBytes: 1 << 20, maxDepth: .max)
        }
    }

    @Test(
        "a key that is there twice is refused, at any depth and in any spelling",
        arguments: [
            "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}", "{\"id\":1,\"\\u0069d\":2}",
            "{\"\\u0069d\":1,\"id\":2}", "{\"\\u0069d\":1,\"i\\u0064\":2}",
            "[{\"x\":{\"a\":1,\"a\":2}}]",
            "{\"\":1,\"\":2}", "{\"é\":1,\"\\u00e9\":2}", "{\"\\/\":1,\"/\":2}",
            "{\"😀\":1,\"\\ud83d\\ude00\":2}", "{\"a\":{\"b\":1,\"b\":2},\"c\":1}",
        ])
    func duplicates(text: String) {
        guard case .duplicateKey = fault(of: text) else {
            Issue.record("\(text): \(String(describing: fault(of: text)))")
            return
        }
    }

    @Test(
        "keys that differ in their bytes are different",
        arguments: [
            "{\"é\":1,\"e\u{301}\":2}", "{\"a\":1,\"A\":2}", "{\"a\":{\"a\":{\"a\":1}}}",
            "[{\"a\":1},{\"a\":1}]",
            "{\"\":1,\" \":2}", "{\"a\":\"a\",\"b\":\"a\"}", "{\"\\n\":1,\"n\":2}",
        ])
    func differentKeys(text: String) {
        #expect(fault(of: text) == nil)
    }

    @Test(
        "among many keys the one that is there twice is found, wherever it is",
        arguments: [
            2, 16, 17, 18, 100, 5000,
        ])
    func duplicateAmongMany(count: Int) {
        var keys = (0..<count).map { "\"key\($0)\":\($0)" }
        #expect(fault(of: "{\(keys.joined(separator: ","))}") == nil)

        keys.append("\"\\u006bey\(count / 2)\":0")

        guard case .duplicateKey = fault(of: "{\(keys.joined(separator: ","))}") else {
            Issue.record("not found among \(count)")
            return
        }
    }

    @Test("many keys take time in proportion, not squared")
    func manyKeys() throws {
        let keys = (0..<100_000).map { "\"k\($0)\":0" }.joined(separator: ",")
        let clock = ContinuousClock()

        let elapsed = clock.measure { #expect(fault(of: "{\(keys)}") == nil) }

        // Comparing all pairs would be five billion comparisons.
        #expect(elapsed < .seconds(5))
    }

    @Test(
        "any value may be the whole text, with whitespace around it",
        arguments: [
            "null", "true", "false", "0", "-0", "1.5e-3", "\"\"", "[]", "{}",
            " \t\r\n[ 1 , { } ] \n",
        ])
    func anyValue(text: String) {
        #expect(fault(of: text) == nil)
    }
}
