// SPDX-License-Identifier: Apache-2.0

/// One value within a ``JSONDocument``, which it keeps alive.
package struct JSONNode: Sendable {
    let document: JSONDocument
    let index: Int

    /// What a value is.
    package enum Kind: Sendable {
        case null, bool, number, string, array, object
    }

    @inline(__always)
    var entry: JSONEntry { document.tape[index] }

    package var kind: Kind {
        switch entry.kind {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    package var isNull: Bool { entry.kind == .null }
    package var isString: Bool { entry.kind == .string }
    package var isObject: Bool { entry.kind == .object }
    package var isArray: Bool { entry.kind == .array }

    /// Elements of an array or members of an object; 0 for anything else.
    package var count: Int { entry.count }

    /// The member with exactly these bytes as its key, escapes resolved; `nil` without one, and
    /// for anything but an object.
    package subscript(_ key: String) -> JSONNode? {
        var key = key
        return key.withUTF8 { member($0) }
    }

    /// The same for a key known when compiling.
    func member(_ key: StaticString) -> JSONNode? {
        key.withUTF8Buffer { member($0) }
    }

    private func member(_ key: UnsafeBufferPointer<UInt8>) -> JSONNode? {
        let tape = document.tape
        let object = tape[index]
        guard object.kind == .object else { return nil }
        let bytes = document.bytes
        let text = bytes.span
        var at = index + 1
        while at < Int(object.next) {
            if Self.matches(tape[at], key, in: text) {
                return JSONNode(document: document, index: at + 1)
            }
            at = Int(tape[at + 1].next)
        }
        return nil
    }

    @inline(__always)
    private static func matches(
        _ entry: JSONEntry,
        _ key: UnsafeBufferPointer<UInt8>,
        in text: Span<UInt8>
    ) -> Bool {
        let start = Int(entry.start)
        if entry.isFlagged {
            return JSONText.unescaped(text, from: start, to: Int(entry.end)).elementsEqual(key)
        }
        guard Int(entry.end) - start == key.count else { return false }
        for offset in 0..<key.count where text[start + offset] != key[offset] { return false }
        return true
    }
}
