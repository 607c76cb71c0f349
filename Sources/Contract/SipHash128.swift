// SPDX-License-Identifier: Apache-2.0

/// SipHash-2-4 with 128 bits of output, after the reference implementation's `siphash.c`.
package struct SipHash128 {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    package init(key: (UInt64, UInt64)) {
        v0 = 0x736F_6D65_7073_6575 ^ key.0
        v1 = 0x646F_7261_6E64_6F6D ^ key.1 ^ 0xEE
        v2 = 0x6C79_6765_6E65_7261 ^ key.0
        v3 = 0x7465_6462_7974_6573 ^ key.1
    }

    /// The hash of all of `bytes`. Once per value.
    package mutating func digest(_ bytes: [UInt8]) -> (UInt64, UInt64) {
        let raw = bytes.span.bytes
        let wholeWords = raw.byteCount & ~7
        var at = 0
        while at < wholeWords {
            let word = raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
            absorb(UInt64(littleEndian: word))
            at &+= 8
        }
        var last = UInt64(truncatingIfNeeded: raw.byteCount) << 56
        while at < raw.byteCount {
            last |= UInt64(bytes[at]) << UInt64((at & 7) * 8)
            at &+= 1
        }
        absorb(last)

        v2 ^= 0xEE
        for _ in 0..<4 { round() }
        let first = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xDD
        for _ in 0..<4 { round() }
        return (first, v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = rotate(v1, 13) ^ v0
        v0 = rotate(v0, 32)
        v2 &+= v3
        v3 = rotate(v3, 16) ^ v2
        v0 &+= v3
        v3 = rotate(v3, 21) ^ v0
        v2 &+= v1
        v1 = rotate(v1, 17) ^ v2
        v2 = rotate(v2, 32)
    }

    @inline(__always)
    private func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word << bits | word >> (64 - bits)
    }
}
