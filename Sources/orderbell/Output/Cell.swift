// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// One text of a table, and how it is meant.
package struct Cell: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package enum Tone: Sendable {
        case plain, good, bad, careful, faint, strong
    }

    /// Harmless to a terminal, whoever wrote it.
    package let text: String
    package let tone: Tone

    package init(_ text: String, _ tone: Tone = .plain) {
        self.text = TerminalText.escape(text)
        self.tone = tone
    }

    package init(stringLiteral value: String) { self.init(value) }

    /// The text in its colour.
    func painted(_ text: String, hasColour: Bool) -> String {
        guard hasColour, let code else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    private var code: String? {
        switch tone {
        case .plain: nil
        case .good: "32"
        case .bad: "31"
        case .careful: "33"
        case .faint: "2"
        case .strong: "1"
        }
    }
}
