// SPDX-License-Identifier: Apache-2.0

/// Which bytes make up an identifier, at most ``bytesMax`` of them and at least one.
package struct IdentifierGrammar: Sendable {
    /// The longest identifier, in bytes.
    package static let bytesMax = 64

    let first: ByteSet
    let rest: ByteSet
    let rule: String

    /// Partner, device and shop: one level of a topic and a part of a user name, so nothing that
    /// means something there.
    static let name = IdentifierGrammar(
        first: .nameStart,
        rest: .name,
        rule: "1 to 64 of a-z 0-9 _ -, starting with a letter or a digit"
    )

    /// Order and event.
    static let reference = IdentifierGrammar(
        first: .reference,
        rest: .reference,
        rule: "1 to 64 of A-Z a-z 0-9 . _ : -"
    )

    /// Event type.
    static let word = IdentifierGrammar(
        first: .word,
        rest: .word,
        rule: "1 to 64 of a-z 0-9 _ . -"
    )

    func accepts(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard 1...Self.bytesMax ~= bytes.count, first.contains(bytes[0]) else { return false }
        return bytes.allSatisfy(rest.contains)
    }

    /// The bytes as text; `nil` if they are no identifier.
    func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        accepts(bytes) ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
