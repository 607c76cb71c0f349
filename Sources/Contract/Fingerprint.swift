// SPDX-License-Identifier: Apache-2.0

/// 128 bits that stand for a content: the same bits, the same content.
///
/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein) under a fixed key that is part of
/// the ledger's format. It tells accidents apart, with odds of 2^-64 against a clash among 2^32
/// contents; it is no signature, since everybody knows the key.
package struct Fingerprint: Hashable, Sendable {
    package let first: UInt64
    package let second: UInt64

    /// The fingerprint of bytes, taken as they are.
    package init(of bytes: [UInt8]) {
        var hash = SipHash128(key: Self.key)
        (first, second) = hash.digest(bytes)
    }

    /// The fingerprint kept earlier as ``bytes``; `nil` unless there are 16.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        for (offset, byte) in bytes.enumerated() {
            if offset < 8 {
                halves.0 |= UInt64(byte) << UInt64(offset * 8)
            } else {
                halves.1 |= UInt64(byte) << UInt64(offset * 8 - 64)
            }
        }
        (first, second) = halves
    }

    /// 16 bytes, the same on every machine.
    package var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(16)
        for half in [first, second] {
            for shift: UInt64 in stride(from: 0, to: 64, by: 8) {
                result.append(UInt8(truncatingIfNeeded: half >> shift))
            }
        }
        return result
    }

    /// "orderbell change", little-endian. Changing it makes every kept fingerprint another one.
    private static let key: (UInt64, UInt64) = (0x6C65_6272_6564_726F, 0x6567_6E61_6863_206C)
}
