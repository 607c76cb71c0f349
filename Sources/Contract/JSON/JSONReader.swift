// SPDX-License-Identifier: Apache-2.0

/// Reads one JSON text in a single pass onto a flat tape.
///
/// No recursion: an open container's entry remembers the container around it. The text is a
/// parameter of every step, as a bounds-checked `Span`, and never copied.
struct JSONReader {
    let depthMax: Int
    var position = 0
    var tape: [JSONEntry] = []
    private var open = Self.none
    private var depth = 0

    private static let none: UInt32 = .max

    init(byteCount: Int, depthMax: Int) {
        self.depthMax = depthMax
        // A small text has an entry about every eight bytes; dense ones grow from there.
        tape.reserveCapacity(byteCount / 8 + 8)
    }

    mutating func read(_ text: Span<UInt8>) throws(JSONFault) {
        try refuseMarks(text)
        skipWhitespace(text)
        guard position < text.count else { throw .empty(at: 0) }
        var expectsValue = true
        repeat {
            expectsValue = expectsValue ? try readValue(text) : try readSeparator(text)
        } while expectsValue || open != Self.none
        skipWhitespace(text)
        guard position == text.count else { throw .trailingBytes(at: position) }
    }

    private func refuseMarks(_ text: Span<UInt8>) throws(JSONFault) {
        guard text.count >= 2 else { return }
        switch (text[0], text[1]) {
        case (0xFE, 0xFF), (0xFF, 0xFE): throw .notUTF8(at: 0)
        case (0xEF, 0xBB): throw .byteOrderMark(at: 0)
        default: return
        }
    }

    @inline(__always)
    mutating func skipWhitespace(_ text: Span<UInt8>) {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
            default: return
            }
        }
    }

    /// Reads a value, or the start of one.
    ///
    /// - Returns: Whether another value must follow: the first one of a container that holds any.
    private mutating func readValue(_ text: Span<UInt8>) throws(JSONFault) -> Bool {
        skipWhitespace(text)
        guard position < text.count else { throw .unexpectedEnd(at: position) }
        if open != Self.none { tape[Int(open)].addChild() }
        switch text[position] {
        case UInt8(ascii: "\""): try readString(text)
        case UInt8(ascii: "{"): return try openContainer(.object, text)
        case UInt8(ascii: "["): return try openContainer(.array, text)
        case UInt8(ascii: "t"): try readLiteral("true", .bool, flagged: true, text)
        case UInt8(ascii: "f"): try readLiteral("false", .bool, flagged: false, text)
        case UInt8(ascii: "n"): try readLiteral("null", .null, flagged: false, text)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber(text)
        default: throw unexpected(text)
        }
        return false
    }

    /// Reads what follows a value within a container: a comma (and the next key), or its end.
    ///
    /// - Returns: Whether another value must follow.
    private mutating func readSeparator(_ text: Span<UInt8>) throws(JSONFault) -> Bool {
        skipWhitespace(text)
        guard position < text.count else { throw .unexpectedEnd(at: position) }
        let isObject = tape[Int(open)].kind == .object
        switch text[position] {
        case UInt8(ascii: ","):
            position &+= 1
            if isObject { try readKey(text) }
            return true
        case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
            try closeContainer(text)
            return false
        default: throw unexpected(text)
        }
    }

    private mutating func openContainer(
        _ kind: JSONEntry.Kind,
        _ text: Span<UInt8>
    ) throws(JSONFault) -> Bool {
        guard depth < depthMax else { throw .tooDeep(at: position) }
        depth &+= 1
        var entry = JSONEntry(kind, start: position, end: 0)
        entry.next = open
        open = UInt32(truncatingIfNeeded: tape.count)
        tape.append(entry)
        position &+= 1
        skipWhitespace(text)
        guard position < text.count else { throw .unexpectedEnd(at: position) }
        let closing: Unicode.Scalar = kind == .object ? "}" : "]"
        if text[position] == UInt8(ascii: closing) {
            try closeContainer(text)
            return false
        }
        if kind == .object { try readKey(text) }
        return true
    }

    private mutating func closeContainer(_ text: Span<UInt8>) throws(JSONFault) {
        position &+= 1
        let index = Int(open)
        if tape[index].kind == .object && tape[index].count > 1 {
            try JSONKeys.refuseDuplicates(ofObjectAt: index, on: tape, in: text)
        }
        open = tape[index].next
        tape[index].end = UInt32(truncatingIfNeeded: position)
        tape[index].next = UInt32(truncatingIfNeeded: tape.count)
        depth &-= 1
    }

    private mutating func readKey(_ text: Span<UInt8>) throws(JSONFault) {
        skipWhitespace(text)
        guard position < text.count else { throw .unexpectedEnd(at: position) }
        guard text[position] == UInt8(ascii: "\"") else { throw unexpected(text) }
        try readString(text)
        skipWhitespace(text)
        guard position < text.count else { throw .unexpectedEnd(at: position) }
        guard text[position] == UInt8(ascii: ":") else { throw unexpected(text) }
        position &+= 1
    }

    private mutating func readLiteral(
        _ literal: StaticString,
        _ kind: JSONEntry.Kind,
        flagged: Bool,
        _ text: Span<UInt8>
    ) throws(JSONFault) {
        let start = position
        let matches = literal.withUTF8Buffer { expected in
            guard text.count - start >= expected.count else { return false }
            for offset in expected.indices where text[start + offset] != expected[offset] {
                return false
            }
            return true
        }
        guard matches else { throw .unexpectedByte(at: start) }
        position = start + literal.utf8CodeUnitCount
        append(JSONEntry(kind, start: start, end: position, flagged: flagged))
    }

    @inline(__always)
    mutating func append(_ leaf: JSONEntry) {
        var leaf = leaf
        leaf.next = UInt32(truncatingIfNeeded: tape.count &+ 1)
        tape.append(leaf)
    }

    private func unexpected(_ text: Span<UInt8>) -> JSONFault {
        text[position] == 0 ? .nullCharacter(at: position) : .unexpectedByte(at: position)
    }
}
