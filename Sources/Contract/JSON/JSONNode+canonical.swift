// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// The one spelling of this content: no whitespace, keys sorted by their bytes, strings with
    /// only the escapes they need (RFC 8785, section 3.2.2.2), numbers as they were written.
    package func canonicalBytes() -> [UInt8] {
        let (bytes, tape) = (document.bytes, document.tape)
        var result: [UInt8] = []
        result.reserveCapacity(rawBytes.count)
        JSONCanonical.append(index, of: tape.span, in: bytes.span, to: &result)
        return result
    }
}

/// Writes canonical text from a tape. Recursive: a document's depth is bounded.
private enum JSONCanonical {
    /// Up to this many keys are sorted by insertion.
    private static let insertionMax = 24

    static func append(
        _ index: Int,
        of tape: Span<JSONEntry>,
        in text: Span<UInt8>,
        to result: inout [UInt8]
    ) {
        let entry = tape[index]
        switch entry.kind {
        case .object: appendObject(index, of: tape, in: text, to: &result)
        case .array: appendArray(index, of: tape, in: text, to: &result)
        case .string: appendString(entry, in: text, to: &result)
        case .null, .bool, .number:
            append(text, from: Int(entry.start), to: Int(entry.end), &result)
        }
    }

    private static func appendArray(
        _ index: Int,
        of tape: Span<JSONEntry>,
        in text: Span<UInt8>,
        to result: inout [UInt8]
    ) {
        result.append(UInt8(ascii: "["))
        var child = index + 1
        for position in 0..<tape[index].count {
            if position > 0 { result.append(UInt8(ascii: ",")) }
            append(child, of: tape, in: text, to: &result)
            child = Int(tape[child].next)
        }
        result.append(UInt8(ascii: "]"))
    }

    private static func appendObject(
        _ index: Int,
        of tape: Span<JSONEntry>,
        in text: Span<UInt8>,
        to result: inout [UInt8]
    ) {
        result.append(UInt8(ascii: "{"))
        let keys = sortedKeys(ofObjectAt: index, on: tape, in: text)
        for position in keys.indices {
            if position > 0 { result.append(UInt8(ascii: ",")) }
            appendString(tape[keys[position]], in: text, to: &result)
            result.append(UInt8(ascii: ":"))
            append(keys[position] + 1, of: tape, in: text, to: &result)
        }
        result.append(UInt8(ascii: "}"))
    }

    private static func appendString(
        _ entry: JSONEntry,
        in text: Span<UInt8>,
        to result: inout [UInt8]
    ) {
        let (start, end) = (Int(entry.start), Int(entry.end))
        guard entry.isFlagged else {
            // Without an escape there is nothing in it that needs one: quotes and all, as it is.
            return append(text, from: start - 1, to: end + 1, &result)
        }
        result.append(UInt8(ascii: "\""))
        JSONText.unescaped(text, from: start, to: end).withUnsafeBufferPointer {
            JSONEscape.append($0, to: &result, .minimal)
        }
        result.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    private static func append(
        _ text: Span<UInt8>,
        from start: Int,
        to end: Int,
        _ result: inout [UInt8]
    ) {
        text.extracting(start..<end).withUnsafeBufferPointer { result.append(contentsOf: $0) }
    }
}

extension JSONCanonical {
    /// The object's key entries, sorted; by insertion where there are few, as there nearly always
    /// are.
    private static func sortedKeys(
        ofObjectAt index: Int,
        on tape: Span<JSONEntry>,
        in text: Span<UInt8>
    ) -> [Int] {
        let count = tape[index].count
        var keys: [Int] = []
        keys.reserveCapacity(count)
        var key = index + 1
        for end in 0..<count {
            keys.append(key)
            var at = end
            while count <= insertionMax, at > 0,
                JSONKeys.precedes(tape[key], tape[keys[at - 1]], in: text)
            {
                keys.swapAt(at, at - 1)
                at -= 1
            }
            key = Int(tape[key + 1].next)
        }
        if count > insertionMax {
            keys.sort { JSONKeys.precedes(tape[$0], tape[$1], in: text) }
        }
        return keys
    }
}
