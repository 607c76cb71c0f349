// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct JSONNodeTests {
    @Test("a string comes out with its escapes resolved")
    func strings() throws {
        let node = try json(#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\uDE00 é😀""#)

        #expect(node.string == "\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{20AC}\u{1F600} \u{E9}\u{1F600}")
        #expect(node.utf8Count == 25)
    }

    @Test(
        "an integer is read exactly or not at all",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-1", -1), ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.0", nil), ("1e2", nil),
            ("1E0", nil), ("0.0", nil), ("99999999999999999999", nil), ("\"1\"", nil),
            ("true", nil),
        ] as [(String, Int64?)])
    func integers(text: String, value: Int64?) throws {
        #expect(try json(text).int64 == value)
    }

    @Test("a value is only what it is, never converted")
    func types() throws {
        for text in ["null", "true", "1", "\"1\"", "[]", "{}"] {
            let node = try json(text)
            #expect((node.bool != nil) == (text == "true"))
            #expect((node.string != nil) == (text == "\"1\""))
            #expect((node.int64 != nil) == (text == "1"))
            #expect(node.isNull == (text == "null"))
            #expect(node.isArray == (text == "[]"))
            #expect(node.isObject == (text == "{}"))
            #expect(node["a"] == nil)
            #expect(node.elements.isEmpty && node.members.isEmpty)
        }
    }

    @Test("a member is found by its bytes, however its key is spelled")
    func members() throws {
        let node = try json(#"{"a":{"id":1,"b":[{"id":2}]},"\u0069d":3,"é":4,"":5}"#)

        #expect(node["id"]?.int64 == 3)
        #expect(node["é"]?.int64 == 4)
        #expect(node["e\u{301}"] == nil)
        #expect(node[""]?.int64 == 5)
        #expect(node["a"]?["id"]?.int64 == 1)
        #expect(node["b"] == nil)
        #expect(node.members.map(\.key) == ["a", "id", "é", ""])
    }

    @Test("elements come in order, with what they hold skipped")
    func elements() throws {
        let node = try json("[1,[2,[3]],{\"a\":[4]},5,\"x\"]")

        #expect(node.count == 5)
        #expect(
            node.elements.map(\.rawBytes.text) == ["1", "[2,[3]]", "{\"a\":[4]}", "5", "\"x\""])
    }

    @Test("the text of a value is what was received, without the space around it")
    func rawText() throws {
        let node = try json(" { \"a\" : [ 1.50 , \"\\u0041\" ] } ")

        #expect(node.rawBytes.text == "{ \"a\" : [ 1.50 , \"\\u0041\" ] }")
        #expect(node["a"]?.rawBytes.text == "[ 1.50 , \"\\u0041\" ]")
        #expect(node["a"]?.elements.map(\.rawBytes.text) == ["1.50", "\"\\u0041\""])
    }

    @Test("an identifier is taken from a string only, escapes resolved")
    func identifiers() throws {
        #expect(try json(#""\u0062ar""#).identifier(as: PartnerID.self) == PartnerID("bar"))
        #expect(try json(#""b/r""#).identifier(as: PartnerID.self) == nil)
        for text in ["1", "null", "true", "[\"bar\"]", "{\"id\":\"bar\"}", "\"\""] {
            #expect(try json(text).identifier(as: EventID.self) == nil)
        }
    }

    @Test("canonical text has sorted keys, no space, one spelling of strings, numbers as written")
    func canonical() throws {
        let node = try json(
            #" { "b" : [ 1.0 , 1e2 , -0 ] , "a\u0062" : "\u0041\/\u001f\n\"","a":{ },"é":null} "#
        )

        let text = node.canonicalBytes().text

        #expect(text == #"{"a":{},"ab":"A/\u001f\n\"","b":[1.0,1e2,-0],"é":null}"#)
        #expect(try json(text).canonicalBytes().text == text)
    }

    @Test("canonical text sorts many keys as it sorts few")
    func canonicalManyKeys() throws {
        let keys = (0..<200).map { "k\($0)" }
        let text = "{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}"

        let sorted = try json(json(text).canonicalBytes()).members.map(\.key)

        #expect(sorted == keys.sorted())
    }
}
