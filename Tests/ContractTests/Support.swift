// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

/// Reads JSON with limits that are out of the way.
func json(_ text: String, maxDepth: Int = Limits.jsonDepth) throws -> JSONNode {
    try json(Array(text.utf8), maxDepth: maxDepth)
}

func json(_ bytes: [UInt8], maxDepth: Int = Limits.jsonDepth) throws -> JSONNode {
    try JSONDocument(parsing: bytes, maxBytes: 1 << 22, maxDepth: maxDepth).root
}

/// Why the reader refuses `bytes`; `nil` if it takes them.
func fault(of bytes: [UInt8], maxBytes: Int = 1 << 22) -> JSONFault? {
    do {
        _ = try JSONDocument(parsing: bytes, maxBytes: maxBytes)
        return nil
    } catch {
        return error
    }
}

func fault(of text: String) -> JSONFault? { fault(of: Array(text.utf8)) }

extension Collection<UInt8> {
    var text: String { String(decoding: self, as: UTF8.self) }
}

/// The same numbers for the same seed, everywhere (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A text of characters that like to make trouble, and some that do not.
    mutating func text(lengthMax: Int) -> String {
        var result = ""
        for _ in 0..<Int.random(in: 0...lengthMax, using: &self) {
            let ranges: [ClosedRange<UInt32>] = [
                0x01...0x7F, 0x20...0x7E, 0x80...0x17F, 0x2000...0x206F, 0x3040...0x30FF,
                0xFE00...0xFEFF, 0x1F600...0x1F64F, 0xE0000...0xE007F,
            ]
            let range = ranges.randomElement(using: &self) ?? 0x20...0x7E
            guard let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) else {
                continue
            }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
