// SPDX-License-Identifier: Apache-2.0

/// A set of ASCII bytes as two bit masks: membership is a shift and a mask.
struct ByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    /// - Parameter ascii: Each byte is a member; bytes past 0x7F are left out.
    init(_ ascii: StaticString) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        ascii.withUTF8Buffer { buffer in
            for byte in buffer where byte < 0x80 {
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
            }
        }
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let mask = byte < 64 ? low : high
        return byte < 0x80 && (mask >> UInt64(byte & 63)) & 1 == 1
    }

    /// The bytes of partner, device and shop ids.
    static let name = ByteSet("abcdefghijklmnopqrstuvwxyz0123456789_-")
    /// What a partner, device or shop id may start with.
    static let nameStart = ByteSet("abcdefghijklmnopqrstuvwxyz0123456789")
    /// The bytes of order and event ids.
    static let reference = ByteSet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"
    )
    /// The bytes of event types, and of one level of the topic root.
    static let word = ByteSet("abcdefghijklmnopqrstuvwxyz0123456789_.-")
}
