// SPDX-License-Identifier: Apache-2.0

/// The number under which a change is found again by its event id or its order id.
struct ChangeKey: Sendable, Equatable {
    enum Kind: Int64, Sendable, CaseIterable {
        case event = 0
        case order = 1
    }

    let kind: Kind
    /// 64 bits made of the text. Others may share them: whoever finds a change compares its text.
    let number: Int64

    init(event text: String) { self.init(.event, text) }

    init(order text: String) { self.init(.order, text) }

    private init(_ kind: Kind, _ text: String) {
        self.kind = kind
        var text = text
        number = text.withUTF8 { Int64(bitPattern: Self.hash(UnsafeRawBufferPointer($0))) }
    }

    /// Part of the ledger's format. Eight bytes a step, each multiplied to 128 bits and folded, as
    /// wyhash does; the constants are digits of pi.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = 0x243F_6A88_85A3_08D3 ^ UInt64(bytes.count)
        var offset = 0
        while offset < bytes.count {
            var word: UInt64 = 0
            if offset + 8 <= bytes.count {
                word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
            } else {
                for index in stride(from: bytes.count - 1, through: offset, by: -1) {
                    word = word << 8 | UInt64(bytes[index])
                }
            }
            state = fold(state ^ word, 0x1319_8A2E_0370_7345)
            offset += 8
        }
        return fold(state, 0xA409_3822_299F_31D1)
    }

    private static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = (one | 1 << 63).multipliedFullWidth(by: other)
        return product.high ^ product.low ^ one
    }
}
