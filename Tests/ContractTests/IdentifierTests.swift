// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct IdentifierTests {
    static let longest = String(repeating: "a", count: 64)
    static let tooLong = String(repeating: "a", count: 65)

    @Test(
        "a partner, device or shop id of the grammar is taken",
        arguments: [
            "a", "0", "espresso-bar", "shop_12", "9-_", longest,
        ])
    func takesNames(text: String) {
        #expect(PartnerID(text)?.text == text)
        #expect(DeviceID(utf8: text.utf8)?.text == text)
        #expect(ShopID(utf8: Array(text.utf8)[...])?.text == text)
    }

    @Test(
        "a partner, device or shop id outside the grammar is refused",
        arguments: [
            "", tooLong, "A", "Bar", "-a", "_a", "a.b", "a:b", "a/b", "/", "+", "#", "$sys", "a+",
            "a#",
            "a b", " a", "a\n", "a\u{0}", "..", "%2f", "a%2fb",
        ])
    func refusesNames(text: String) {
        #expect(PartnerID(text) == nil)
        #expect(DeviceID(text) == nil)
        #expect(ShopID(utf8: text.utf8) == nil)
    }

    @Test(
        "no id takes anything but ASCII, however it is composed",
        arguments: [
            "caf\u{E9}", "cafe\u{301}", "bob\u{338}", "\u{338}", "p\u{430}y", "a\u{200B}",
            "a\u{202E}b",
            "\u{FEFF}a", "\u{1F600}", "a\u{300}\u{301}\u{302}",
        ])
    func refusesUnicode(text: String) {
        #expect(PartnerID(text) == nil)
        #expect(OrderID(text) == nil)
        #expect(EventID(utf8: text.utf8) == nil)
        #expect(EventType(text) == nil)
    }

    @Test(
        "bytes that are not UTF-8 are no id",
        arguments: [
            [0xFF], [0x61, 0xC0, 0x80], [0x61, 0x80], [0xED, 0xA0, 0x80],
        ] as [[UInt8]])
    func refusesBadUTF8(bytes: [UInt8]) {
        #expect(PartnerID(utf8: bytes) == nil)
        #expect(EventID(utf8: bytes) == nil)
    }

    @Test("every byte is taken exactly where the contract says so")
    func byteByByte() {
        let lower = Set("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let upper = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        for byte in UInt8.min...UInt8.max {
            let later: [UInt8] = [0x61, byte]
            #expect((PartnerID(utf8: [byte]) != nil) == lower.contains(byte))
            #expect((PartnerID(utf8: later) != nil) == lower.union("_-".utf8).contains(byte))
            let reference = lower.union(upper).union("._:-".utf8)
            #expect((OrderID(utf8: [byte]) != nil) == reference.contains(byte))
            #expect((EventType(utf8: [byte]) != nil) == lower.union("_.-".utf8).contains(byte))
        }
    }

    @Test("an order or event id has 1 to 64 bytes")
    func referenceLength() {
        #expect(EventID("") == nil)
        #expect(EventID(Self.longest) != nil)
        #expect(EventID(Self.tooLong) == nil)
        #expect(OrderID("0f8fad5b-d9cb-469f-a165-70867728950E:1.2_3") != nil)
    }

    @Test("bytes that do not lie in one piece are read the same")
    func scatteredBytes() {
        let scattered = Array("bar-a".utf8).lazy.map { $0 }

        #expect(PartnerID(utf8: scattered) == PartnerID("bar-a"))
        #expect(PartnerID(utf8: Array("b/r".utf8).lazy.map { $0 }) == nil)
    }

    @Test("ids sort by their bytes")
    func order() {
        let texts = ["b", "a", "B", "a-", "a0", "_", "10", "9"]

        let ids = texts.compactMap { OrderID($0) }.sorted()

        let byBytes = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(ids.map(\.text) == byBytes)
    }
}
