// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct FingerprintTests {
    private func fingerprint(_ text: String) throws -> Fingerprint {
        Fingerprint(of: try json(text).canonicalBytes())
    }

    @Test(
        "the hash is SipHash-2-4-128",
        arguments: [
            (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
            (2, "8177228da4a45dc7fca38bdef60affe4"), (8, "3b62a9ba6258f5610f83e264f31497b4"),
            (15, "5493e99933b0a8117e08ec0f97cfc3d9"), (63, "5150d1772f50834a503e069a973fbd7c"),
        ])
    func referenceVectors(length: Int, expected: String) {
        var hash = SipHash128(key: (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908))

        let (first, second) = hash.digest((0..<UInt8(length)).map { $0 })

        let hex = [first, second].map { word in
            let digits = String(word.byteSwapped, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        #expect(hex.joined() == expected)
    }

    @Test(
        "order of keys, whitespace and escapes do not change it",
        arguments: [
            #"{"b":{"d":2,"c":[1,2]},"a":"x/é"}"#, #"  {"a" : "x\/é", "b":{"c":[ 1,2 ],"d":2}}"#,
            #"{"\u0061":"\u0078/\u00e9","b":{"\u0064":2,"c":[1,2]}}"#,
        ])
    func sameContent(text: String) throws {
        let original = #"{"a":"x/é","b":{"c":[1,2],"d":2}}"#

        #expect(try fingerprint(text) == fingerprint(original))
    }

    @Test(
        "any other content has another one",
        arguments: [
            #"{"a":"x/é","b":{"c":[2,1],"d":2}}"#, #"{"a":"x/é","b":{"c":[1,2],"d":2.0}}"#,
            #"{"a":"x/é","b":{"c":[1,2],"d":2},"z":null}"#, #"{"a":"x/é","b":{"c":[1,2]}}"#,
            #"{"a":"x/e\#u{301}","b":{"c":[1,2],"d":2}}"#, #"{"A":"x/é","b":{"c":[1,2],"d":2}}"#,
            #"{"a":"x/é","b":{"c":[1,2],"d":"2"}}"#, #"{"a":"x/é ","b":{"c":[1,2],"d":2}}"#,
            #"{"a":"x/é","b":{"c":[12],"d":2}}"#, #"{"a":"x/é","b":{"c":[1,[2]],"d":2}}"#,
        ])
    func otherContent(text: String) throws {
        let original = #"{"a":"x/é","b":{"c":[1,2],"d":2}}"#

        #expect(try fingerprint(text) != fingerprint(original))
    }

    @Test("it keeps through the ledger as 16 bytes")
    func bytes() {
        let fingerprint = Fingerprint(of: Array("content".utf8))

        #expect(fingerprint.bytes.count == 16)
        #expect(Fingerprint(bytes: fingerprint.bytes) == fingerprint)
        #expect(Fingerprint(bytes: fingerprint.bytes.dropLast()) == nil)
    }

    @Test("it is the same in every version: kept ones stay comparable")
    func isFrozen() throws {
        let kept: [UInt8] = [
            0x3D, 0x01, 0xFE, 0x74, 0xAD, 0x37, 0xA8, 0x3F,
            0xE2, 0xF0, 0xCB, 0xFF, 0xE2, 0x23, 0xDF, 0x3F,
        ]

        #expect(try fingerprint(#"{"event_id":"e1"}"#).bytes == kept)
    }
}
