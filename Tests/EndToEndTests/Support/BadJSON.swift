// SPDX-License-Identifier: Apache-2.0

/// Bodies that are no JSON we take: the families of JSONTestSuite's `n_` files and of RFC 7493.
enum BadJSON {
    static let all: [[UInt8]] = (grammar + strings + numbers).map { Array($0.utf8) } + bytes + depth

    /// Structure, alone and where a body would be an object.
    static let grammar = [
        "", " ", "{", "}", "[", "{]", "[}", "{\"event_id\"}", "{\"event_id\":}",
        "{\"event_id\":1,}", "{,}", "{event_id:1}", "{'event_id':'1'}", "{1:2}",
        "{\"a\":1 \"b\":2}", "{\"a\":1,,\"b\":2}",
        "{\"a\":1}x", "{} {}", "{\"a\":tru}", "{\"a\":True}", "{\"a\":nulll}", "{\"a\":undefined}",
        "{\"a\":1}//", "/**/{}", "{\"a\":/**/1}", "<x>", "{\"a\"=1}", "{\"a\"::1}", "\u{A0}{}",
        "\u{B}{}", "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":[}", "{\"a\":\"b\"", "{\"a\":1}\u{0}",
    ]

    /// Not objects: JSON, but no change and no ack.
    static let shapes = ["null", "true", "1", "\"text\"", "[]", "[{}]", "1.5e3"]

    static let strings = [
        "{\"a\":\"\u{0}\"}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}", "{\"a\":\"\n\"}",
        "{\"a\":\"\t\"}", "{\"a\":\"\u{1F}\"}", "{\"a\":\"\\x41\"}", "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\\ud800\"}",
        "{\"a\":\"\\ud83d\\u0041\"}", "{\"a\":\"\\'\"}", "{\"a\":\"\\\"}", "\u{FEFF}{}",
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"o\":{\"k\":1,\"k\":1}}",
    ]

    static let numbers = [
        "01", "-01", "+1", "1.", ".1", "-.1", "1e", "1e+", "-", "--1", "0x1", "NaN", "Infinity",
        "-Infinity", "1_000", "1e999", "-1e999", "１", String(repeating: "9", count: 1000),
    ].map { "{\"a\":\($0)}" }

    /// Not UTF-8: stray, overlong, a surrogate, past U+10FFFF, cut off, UTF-16.
    static let bytes: [[UInt8]] =
        [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xC3], [0xE2, 0x82], [0xFF], [0xFE],
        ].map { Array("{\"a\":\"".utf8) + $0 + Array("\"}".utf8) }
        + [
            [0xFF, 0xFE, 0x7B, 0, 0x7D, 0], [0xFE, 0xFF, 0, 0x7B, 0, 0x7D],
            [0, 0x7B, 0, 0x7D], Array("{\"a\":\"".utf8) + [0xE2],
        ]

    static let depth: [[UInt8]] = [17, 512, 30_000].map { levels in
        let (open, end) = (String(repeating: "[", count: levels - 1), "]")
        return Array("{\"a\":\(open)\(String(repeating: end, count: levels - 1))}".utf8)
    }
}
