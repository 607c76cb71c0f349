// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct JSONWriterTests {
    @Test("commas come by themselves")
    func structure() {
        var writer = JSONWriter()

        writer.object { writer in
            writer.member("a", 1)
            writer.member("b", String?.none)
            writer.memberOrNull("c", String?.none)
            writer.member("d", each: [1, 2]) { $0.int($1) }
            writer.key("e")
            writer.array { writer in
                writer.object { _ in }
                writer.array { _ in }
                writer.bool(true)
                writer.null()
                writer.raw("[0]".utf8)
            }
            writer.key(String("f\""))
            writer.string("")
            writer.member("g", false)
        }

        #expect(
            writer.bytes.text
                == #"{"a":1,"c":null,"d":[1,2],"e":[{},[],true,null,[0]],"f\"":"","g":false}"#
        )
    }

    @Test(
        "integers are written whole",
        arguments: [
            0, 1, 9, 10, 99, 100, -1, -10, 123_456_789, .max, .min,
        ] as [Int64])
    func integers(value: Int64) {
        var writer = JSONWriter()
        writer.int(value)
        #expect(writer.bytes.text == String(value))
    }

    @Test(
        "doubles come back as they were; what JSON can not say is null",
        arguments: [
            0, -0.5, 1, 1e300, .leastNonzeroMagnitude, .pi, 1e16, .infinity, -.infinity, .nan,
        ] as [Double])
    func doubles(value: Double) throws {
        var writer = JSONWriter()
        writer.double(value)
        let text = try json(writer.bytes).rawBytes.text
        #expect(value.isFinite ? Double(text) == value : text == "null")
    }

    @Test("any text comes back as it was, through keys and values")
    func randomTexts() throws {
        var generator = SeededGenerator(state: 20_261_123)
        for _ in 0..<5000 {
            let text = generator.text(lengthMax: 12)
            var writer = JSONWriter()

            writer.object { writer in
                writer.key(text)
                writer.string(text)
            }

            let member = try #require(try json(writer.bytes).members.first { _ in true })
            #expect(member.key.utf8.elementsEqual(text.utf8))
            #expect(member.value.string?.utf8.elementsEqual(text.utf8) == true)
        }
    }

    @Test("what is written can be shown on a terminal as it is")
    func printable() {
        var generator = SeededGenerator(state: 7)
        for _ in 0..<2000 {
            var writer = JSONWriter()
            writer.string(generator.text(lengthMax: 12))
            let text = writer.bytes.text
            #expect(TerminalText.escape(text) == text)
        }
    }

    @Test("what acts on a display is escaped, what shows is not")
    func escapes() {
        var writer = JSONWriter()

        writer.string("\u{1B}\u{7F}\u{9B}\u{202E}\u{200B}\u{2028}\u{E0041}é😀\"\\/\n")

        let expected = #""\u001b\u007f\u009b\u202e\u200b\u2028\udb40\udc41é😀\"\\/\n""#
        #expect(writer.bytes.text == expected)
    }

    @Test("appending leaves what was there before")
    func append() {
        var bytes = Array("data: ".utf8)

        PendingCount(occurredAt: Timestamp(microseconds: 0), count: 0).append(to: &bytes)

        #expect(bytes.text.hasPrefix("data: {\"occurred_at\":"))
    }
}
