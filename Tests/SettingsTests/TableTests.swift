// SPDX-License-Identifier: Apache-2.0
import Testing
import orderbell

@Suite("Tables: aligned, within the terminal, harmless")
struct TableTests {
    private let table = Table(
        [.init("EVENT"), .init("TRIES", .number), .init("REASON", .prose), .init("DEVICE")],
        rows: [
            ["e-1", "7", "a long story about beans that ran out", "m-1"],
            ["event-22", "1234567", "–", "machine-2"],
        ])

    private func lines(width: Int?, hasColour: Bool = false) -> [Substring] {
        table.render(width: width, hasColour: hasColour).split(separator: "\n")
    }

    @Test("without a bound every text is whole, numbers stand at the right")
    func unbounded() {
        #expect(
            lines(width: nil) == [
                "EVENT       TRIES  REASON                                 DEVICE",
                "e-1             7  a long story about beans that ran out  m-1",
                "event-22  1234567  –                                      machine-2",
            ])
    }

    @Test("prose gives way first, then columns from the right")
    func bounded() {
        #expect(
            lines(width: 42) == [
                "EVENT       TRIES  REASON        DEVICE",
                "e-1             7  a long stor…  m-1",
                "event-22  1234567  –             machine-2",
            ])
        #expect(lines(width: 35)[1] == "e-1             7  a long story ab…")
        #expect(lines(width: 18)[1] == "e-1             7")
    }

    @Test("no line is wider than the terminal", arguments: 1...80)
    func fits(width: Int) {
        #expect(lines(width: width).allSatisfy { TextWidth.cells(String($0)) <= width })
    }

    @Test("colours change no width and only appear where asked for")
    func colours() {
        let table = Table([.init("A"), .init("B")], rows: [[Cell("x", .bad), "y"]])

        #expect(table.render(width: nil, hasColour: false) == "A  B\nx  y\n")
        #expect(
            table.render(width: nil, hasColour: true)
                == "\u{1B}[1mA\u{1B}[0m  \u{1B}[1mB\u{1B}[0m\n\u{1B}[31mx\u{1B}[0m  y\n")
    }

    @Test("what acts on a terminal is shown instead, and counted as shown")
    func escaping() {
        let table = Table(
            [.init("NAME"), .init("X")], rows: [["a\u{1B}[2J\n\u{202E}b\u{7}", "y"]])

        let text = table.render(width: nil, hasColour: false)

        #expect(
            text == "NAME" + String(repeating: " ", count: 27) + "X\n"
                + "a\\u{1B}[2J\\u{A}\\u{202E}b\\u{7}  y\n")
    }

    @Test(
        "cells of a text",
        arguments: [("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("☕", 2), ("👩‍👩‍👧", 2)])
    func cells(text: String, count: Int) {
        #expect(TextWidth.cells(text) == count)
        #expect(TextWidth.cells(TextWidth.fit(text, into: 1)) <= 1)
    }
}
