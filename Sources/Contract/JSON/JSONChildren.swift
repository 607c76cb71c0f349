// SPDX-License-Identifier: Apache-2.0

/// The elements of an array, in order; each step is constant time.
package struct JSONElements: Sequence, Sendable {
    let parent: JSONNode

    package var count: Int { parent.isArray ? parent.count : 0 }
    package var isEmpty: Bool { count == 0 }

    package func makeIterator() -> Iterator {
        Iterator(document: parent.document, at: parent.index + 1, remaining: count)
    }

    package var underestimatedCount: Int { count }

    package struct Iterator: IteratorProtocol {
        let document: JSONDocument
        var at: Int
        var remaining: Int

        package mutating func next() -> JSONNode? {
            guard remaining > 0 else { return nil }
            defer {
                at = Int(document.tape[at].next)
                remaining -= 1
            }
            return JSONNode(document: document, index: at)
        }
    }
}

/// The members of an object, in the order of the text.
package struct JSONMembers: Sequence, Sendable {
    let parent: JSONNode

    package var count: Int { parent.isObject ? parent.count : 0 }
    package var isEmpty: Bool { count == 0 }

    package func makeIterator() -> Iterator {
        Iterator(document: parent.document, at: parent.index + 1, remaining: count)
    }

    package var underestimatedCount: Int { count }

    package struct Iterator: IteratorProtocol {
        let document: JSONDocument
        var at: Int
        var remaining: Int

        package mutating func next() -> (key: String, value: JSONNode)? {
            guard remaining > 0 else { return nil }
            let key = JSONNode(document: document, index: at)
            let value = JSONNode(document: document, index: at + 1)
            at = Int(value.entry.next)
            remaining -= 1
            return (key.string ?? "", value)
        }
    }
}

extension JSONNode {
    /// An array's elements; none for anything else.
    package var elements: JSONElements { JSONElements(parent: self) }

    /// An object's members; none for anything else.
    package var members: JSONMembers { JSONMembers(parent: self) }
}
