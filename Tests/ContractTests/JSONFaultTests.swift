// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct JSONFaultTests {
    @Test(
        "what is not the grammar of RFC 8259 is refused",
        arguments: [
            "{", "}", "[", "]", "[1", "[1,", "[,1]", "[1,]", "[1 2]", "[1]]", "{\"a\"}", "{\"a\":}",
            "{\"a\":1,}", "{,}", "{\"a\" 1}", "{a:1}", "{'a':1}", "{1:2}", "{null:1}", "[1}",
            "{\"a\":1]",
            "'a'", "tru", "True", "nul", "nulll", "NaN", "Infinity", "-Infinity", "undefined", "\"",
            "\"a", "\"a\\", "\"a\\\"", "// c\n1", "/**/1", "1//", "#", "\u{A0}1", "\u{2028}1",
            "\u{B}1",
            "\u{C}1", "[1\u{B}]", "{\"a\":1 \"b\":2}", "{\"a\":1,,\"b\":2}", "[[]", "{}}",
            "{\"a\":1}x", "1 2",
            "\"a\" \"b\"", "[\"a\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "t", "f",
            "n", ":", ",",
            "<x>", "&", "`",
        ])
    func grammar(text: String) {
        #expect(fault(of: text) != nil)
    }

    @Test(
        "a number must follow the grammar",
        arguments: [
            "-", "+1", "01", "-01", "00", "0x1", "1.", ".1", "-.1", "1.e1", "1e", "1e+", "1E-",
            "1e1.5",
            "0e", "--1", "1-", "[1+2]", "1_000", "0b1", "１", "[-]", "-a", "1.2.3", "1e1e1", "+0",
            "-NaN",
        ])
    func numbers(text: String) {
        #expect(fault(of: text) != nil)
    }

    @Test(
        "a number past a double's range, or of too many bytes, is refused",
        arguments: [
            "1e309", "-1e309", "1e999", "[1.8e308]", "123e100000000000000000000",
            String(repeating: "1", count: 129), "0." + String(repeating: "0", count: 127),
            String(repeating: "9", count: 1_000_000), "1e" + String(repeating: "0", count: 127),
        ])
    func numberRange(text: String) {
        guard case .badNumber = fault(of: text) else {
            Issue.record("taken, or refused for another reason: \(text.prefix(40))")
            return
        }
    }

    @Test(
        "bytes that are not UTF-8 are refused within a string",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xFE],
            [0xFF],
        ] as [[UInt8]])
    func badUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")

        #expect(fault(of: [quote] + bytes + [quote]) == .notUTF8(at: 1))
        #expect(fault(of: [quote, 0x61] + bytes) == .notUTF8(at: 2))
        let key = Array("{\"".utf8) + bytes + Array("\":1}".utf8)
        #expect(fault(of: key) == .notUTF8(at: 2))
    }

    @Test(
        "the edges of UTF-8 are taken",
        arguments: [
            "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}",
            "\u{10000}",
            "\u{10FFFF}", "\u{FFFE}", "\u{FEFF}", "e\u{301}", "\u{202E}",
        ])
    func goodUTF8(text: String) throws {
        #expect(try json("\"\(text)\"").string?.utf8.elementsEqual(text.utf8) == true)
    }

    @Test("UTF-16 and a byte order mark are refused")
    func otherEncodings() {
        #expect(fault(of: "\u{FEFF}{}") == .byteOrderMark(at: 0))
        #expect(fault(of: [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]) == .notUTF8(at: 0))
        #expect(fault(of: [0xFE, 0xFF, 0, 0x7B, 0, 0x7D]) == .notUTF8(at: 0))
        #expect(fault(of: [0, 0x7B, 0, 0x7D]) == .nullCharacter(at: 0))
        #expect(fault(of: [0x7B, 0, 0x7D, 0]) == .nullCharacter(at: 1))
    }

    @Test(
        "U+0000 is refused, raw and escaped, in keys and values",
        arguments: [
            "\"\u{0}\"", "\"a\\u0000\"", "{\"\\u0000\":1}", "{\"\u{0}\":1}", "[1,\u{0}]", "1\u{0}",
            "{\"a\\u0000b\":1}",
        ])
    func nullCharacter(text: String) {
        switch fault(of: text) {
        case .nullCharacter, .trailingBytes: break
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test("a raw control character in a string is refused")
    func controlCharacters() {
        for byte in UInt8(1)..<0x20 {
            #expect(fault(of: [0x22, byte, 0x22]) == .controlCharacter(at: 1))
        }
    }

    @Test(
        "what is no escape is refused",
        arguments: [
            "\"\\x41\"", "\"\\'\"", "\"\\U0041\"", "\"\\u\"", "\"\\u004\"", "\"\\u00g1\"",
            "\"\\u+041\"",
            "\"\\u 041\"", "\"\\ \"", "\"\\\n\"", "\"\\u00\\u0041\"", "\"\\a\"", "\"\\0\"",
            "\"\\é\"",
        ])
    func badEscapes(text: String) {
        #expect(fault(of: text) != nil)
    }

    @Test(
        "half a surrogate pair is refused",
        arguments: [
            "\"\\ud800\"", "\"\\udc00\"", "\"\\udfff\"", "\"\\uDE00x\"", "\"\\ud800\\ud800\"",
            "\"\\ud800x\"", "\"\\ud800\\n\"",
            "\"\\uDBFF\\u0041\"", "\"\\udc00\\ud800\"", "{\"\\ud800\":1}", "\"\\ud800\\\"",
        ])
    func loneSurrogates(text: String) {
        guard case .loneSurrogate = fault(of: text) else {
            Issue.record("\(String(describing: fault(of: text)))")
            return
        }
    }

    @Test("nothing, and nothing but whitespace, is empty", arguments: ["", " ", "\r\n\t  "])
    func empty(text: String) {
        #expect(fault(of: text) == .empty(at: 0))
    }

    @Test("a fault says at which byte it showed")
    func offsets() {
        #expect(fault(of: "{\"a\":1,\"b\":x}")?.offset == 11)
        #expect(fault(of: "[1,2] x") == .trailingBytes(at: 6))
        #expect(fault(of: "{\"é\":") == .unexpectedEnd(at: 6))
        #expect(fault(of: "[1,-]") == .badNumber(at: 3))
        #expect(fault(of: "{\"a\":1,\"a\":2}") == .duplicateKey(at: 7))
        #expect(fault(of: "{\"a\":1,\"a\":2}")?.detail.contains("byte 7") == true)
    }

    @Test("a text over the limit is not looked at")
    func tooLarge() {
        #expect(fault(of: Array("[1]".utf8), maxBytes: 3) == nil)
        #expect(fault(of: Array("[1]".utf8), maxBytes: 2) == .tooLarge(at: 2))
        #expect(fault(of: [0xFF, 0xFF, 0xFF], maxBytes: 2) == .tooLarge(at: 2))
    }
}
