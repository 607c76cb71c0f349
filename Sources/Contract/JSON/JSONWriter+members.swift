// SPDX-License-Identifier: Apache-2.0

/// One line per member. An optional value that is `nil` writes nothing; where the contract wants
/// `null`, say so with ``JSONWriter/memberOrNull(_:_:)-(_,String?)``.
extension JSONWriter {
    package mutating func member(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        self.key(key)
        string(value)
    }

    package mutating func member<I: Identifier>(_ key: StaticString, _ value: I?) {
        guard let value else { return }
        self.key(key)
        string(value.text)
    }

    package mutating func member(_ key: StaticString, _ value: Int64?) {
        guard let value else { return }
        self.key(key)
        int(value)
    }

    package mutating func member(_ key: StaticString, _ value: Int?) {
        guard let value else { return }
        self.key(key)
        int(value)
    }

    package mutating func member(_ key: StaticString, _ value: Bool?) {
        guard let value else { return }
        self.key(key)
        bool(value)
    }

    package mutating func member(_ key: StaticString, _ value: Timestamp?) {
        guard let value else { return }
        self.key(key)
        timestamp(value)
    }

    package mutating func member(_ key: StaticString, _ value: (some JSONWritable)?) {
        guard let value else { return }
        self.key(key)
        value.write(to: &self)
    }

    package mutating func memberOrNull(_ key: StaticString, _ value: String?) {
        self.key(key)
        if let value { string(value) } else { null() }
    }

    package mutating func memberOrNull(_ key: StaticString, _ value: Timestamp?) {
        self.key(key)
        if let value { timestamp(value) } else { null() }
    }

    package mutating func memberOrNull(_ key: StaticString, _ value: Int64?) {
        self.key(key)
        if let value { int(value) } else { null() }
    }

    /// A member whose value is a list.
    package mutating func member<Element>(
        _ key: StaticString,
        each elements: some Sequence<Element>,
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        self.key(key)
        array { writer in
            for element in elements { body(&writer, element) }
        }
    }
}
