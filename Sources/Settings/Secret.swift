// SPDX-License-Identifier: Apache-2.0

/// A value that must not reach a log, a crash report, a terminal or an answer.
package struct Secret: Sendable, Hashable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// What is shown in a secret's place.
    package static let redaction = "<redacted>"

    /// Hands out the secret itself: to the one who logs in with it, to nobody else.
    package func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.redaction }
    package var debugDescription: String { Self.redaction }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
