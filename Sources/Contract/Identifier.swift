// SPDX-License-Identifier: Apache-2.0

/// A name that crosses the wire, checked on UTF-8 bytes (contract, section 4).
///
/// Every accepted text is ASCII, so equality, order and hash of `String` are those of the bytes,
/// and no two spellings of one identifier exist.
package protocol Identifier: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The identifier as written.
    var text: String { get }

    /// What is accepted.
    static var grammar: IdentifierGrammar { get }

    /// Takes a text that has been checked before: one read back from our own ledger.
    ///
    /// Never for anything that comes from outside.
    init(trusted text: String)
}

extension Identifier {
    /// Takes `text` if its bytes follow the grammar.
    package init?(_ text: String) {
        var text = text
        guard text.withUTF8(Self.grammar.accepts) else { return nil }
        self.init(trusted: text)
    }

    /// Takes `utf8` if the bytes follow the grammar; anything that is not ASCII does not.
    package init?(utf8: some Collection<UInt8>) {
        guard let text = utf8.withBytes(Self.grammar.text) else { return nil }
        self.init(trusted: text)
    }

    /// What is accepted, as a phrase for error texts: "1 to 64 of …".
    package static var rule: String { grammar.rule }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
