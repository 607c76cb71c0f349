// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct TerminalTextTests {
    @Test(
        "what shows on a terminal is left alone",
        arguments: [
            "", "espresso", "Zo\u{EB}, 90 % \\ \"x\"", "日本語", "e\u{301}", "\u{1F600}", "a b",
        ])
    func plain(text: String) {
        #expect(TerminalText.escape(text).utf8.elementsEqual(text.utf8))
    }

    @Test(
        "what acts on a terminal becomes visible",
        arguments: [
            ("\u{1B}[2J", "\\u{1B}[2J"), ("\u{1B}]52;c;x\u{7}", "\\u{1B}]52;c;x\\u{7}"),
            ("a\r\nb\tc", "a\\u{D}\\u{A}b\\u{9}c"), ("\u{0}", "\\u{0}"), ("\u{7F}", "\\u{7F}"),
            ("\u{9B}2J", "\\u{9B}2J"), ("\u{85}", "\\u{85}"), ("a\u{202E}b", "a\\u{202E}b"),
            ("\u{2066}\u{2069}\u{200F}", "\\u{2066}\\u{2069}\\u{200F}"), ("\u{61C}", "\\u{61C}"),
            ("a\u{200B}\u{200D}\u{2060}", "a\\u{200B}\\u{200D}\\u{2060}"),
            ("\u{FEFF}", "\\u{FEFF}"),
            ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("\u{AD}", "\\u{AD}"),
            ("\u{E0041}", "\\u{E0041}"), ("\u{3164}", "\\u{3164}"), ("\u{FFF9}", "\\u{FFF9}"),
        ])
    func escaped(text: String, visible: String) {
        #expect(TerminalText.escape(text) == visible)
    }

    @Test("no byte that controls a terminal leaves, whatever comes in")
    func randomTexts() {
        var generator = SeededGenerator(state: 10)
        for _ in 0..<2000 {
            let escaped = TerminalText.escape(generator.text(lengthMax: 20))
            let isClean = escaped.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value)
            }
            #expect(isClean)
        }
    }

    @Test("JSON of somebody else says the same once escaped, and can be shown")
    func jsonText() throws {
        let text = "{\r\n\"a\u{202E}\" :\t\"\u{7F}\u{9B}é\u{200B}\u{E0041}\\n\"}"

        let escaped = TerminalText.escape(json: Array(text.utf8))

        #expect(try json(escaped).canonicalBytes() == json(text).canonicalBytes())
        #expect(TerminalText.escape(escaped) == escaped)
    }
}
