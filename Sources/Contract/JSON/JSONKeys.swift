// SPDX-License-Identifier: Apache-2.0

/// Compares the keys of one object on the tape by their bytes, escapes resolved.
enum JSONKeys {
    /// Up to this many keys are compared pair by pair, without allocating.
    private static let pairwiseMax = 16

    /// Throws ``JSONFault/duplicateKey(at:)`` with the offset of the later one.
    ///
    /// Linear beyond a few keys, with hashes seeded per process, so that no choice of keys makes
    /// it slow.
    static func refuseDuplicates(
        ofObjectAt index: Int,
        on tape: [JSONEntry],
        in text: Span<UInt8>
    ) throws(JSONFault) {
        let duplicate =
            tape[index].count <= pairwiseMax
            ? pairwiseDuplicate(from: index + 1, on: tape, in: text)
            : hashedDuplicate(ofObjectAt: index, on: tape, in: text)
        if let duplicate { throw .duplicateKey(at: Int(tape[duplicate].start) - 1) }
    }

    private static func pairwiseDuplicate(
        from first: Int,
        on tape: [JSONEntry],
        in text: Span<UInt8>
    ) -> Int? {
        var key = first
        while key < tape.count {
            var earlier = first
            while earlier < key {
                if isEqual(tape[earlier], tape[key], in: text) { return key }
                earlier = Int(tape[earlier + 1].next)
            }
            key = Int(tape[key + 1].next)
        }
        return nil
    }

    /// Open addressing over entry numbers; 0 is a free slot, since no key is the first entry.
    private static func hashedDuplicate(
        ofObjectAt index: Int,
        on tape: [JSONEntry],
        in text: Span<UInt8>
    ) -> Int? {
        let capacity = 1 << (Int.bitWidth - (tape[index].count * 2).leadingZeroBitCount)
        var slots = [UInt32](repeating: 0, count: capacity)
        var key = index + 1
        while key < tape.count {
            var slot = hash(tape[key], in: text) & (capacity - 1)
            while slots[slot] != 0 {
                if isEqual(tape[Int(slots[slot])], tape[key], in: text) { return key }
                slot = (slot + 1) & (capacity - 1)
            }
            slots[slot] = UInt32(truncatingIfNeeded: key)
            key = Int(tape[key + 1].next)
        }
        return nil
    }

    private static func hash(_ key: JSONEntry, in text: Span<UInt8>) -> Int {
        var hasher = Hasher()
        if key.isFlagged {
            let bytes = JSONText.unescaped(text, from: Int(key.start), to: Int(key.end))
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        } else {
            let bytes = text.extracting(Int(key.start)..<Int(key.end))
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        return hasher.finalize()
    }

    @inline(__always)
    private static func isEqual(
        _ one: JSONEntry,
        _ other: JSONEntry,
        in text: Span<UInt8>
    ) -> Bool {
        if one.isFlagged || other.isFlagged { return isEqualUnescaped(one, other, in: text) }
        let length = Int(one.end &- one.start)
        guard length == Int(other.end &- other.start) else { return false }
        for offset in 0..<length
        where text[Int(one.start) &+ offset] != text[Int(other.start) &+ offset] {
            return false
        }
        return true
    }

    private static func isEqualUnescaped(
        _ one: JSONEntry,
        _ other: JSONEntry,
        in text: Span<UInt8>
    ) -> Bool {
        JSONText.unescaped(text, from: Int(one.start), to: Int(one.end))
            == JSONText.unescaped(text, from: Int(other.start), to: Int(other.end))
    }

    /// Whether one key comes before the other by their bytes.
    @inline(__always)
    static func precedes(_ one: JSONEntry, _ other: JSONEntry, in text: Span<UInt8>) -> Bool {
        if one.isFlagged || other.isFlagged { return precedesUnescaped(one, other, in: text) }
        let (oneStart, otherStart) = (Int(one.start), Int(other.start))
        let (oneCount, otherCount) = (Int(one.end) - oneStart, Int(other.end) - otherStart)
        for offset in 0..<min(oneCount, otherCount) {
            let (oneByte, otherByte) = (text[oneStart &+ offset], text[otherStart &+ offset])
            if oneByte != otherByte { return oneByte < otherByte }
        }
        return oneCount < otherCount
    }

    private static func precedesUnescaped(
        _ one: JSONEntry,
        _ other: JSONEntry,
        in text: Span<UInt8>
    ) -> Bool {
        JSONText.unescaped(text, from: Int(one.start), to: Int(one.end))
            .lexicographicallyPrecedes(
                JSONText.unescaped(text, from: Int(other.start), to: Int(other.end))
            )
    }
}
