// SPDX-License-Identifier: Apache-2.0

/// How many cells of a terminal a text takes.
package enum TextWidth {
    package static func cells(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + cells($1) }
    }

    /// The text in at most `width` cells, its end cut off and marked by `…` where it is longer.
    package static func fit(_ text: String, into width: Int) -> String {
        guard cells(text) > width else { return text }
        guard width > 0 else { return "" }
        var result = ""
        var taken = 1
        for character in text {
            taken += cells(character)
            if taken > width { break }
            result.append(character)
        }
        return result + "…"
    }

    private static func cells(_ character: Character) -> Int {
        var widest = 0
        for scalar in character.unicodeScalars {
            if isWide(scalar.value) || scalar.properties.isEmojiPresentation || scalar == "\u{FE0F}"
            {
                return 2
            }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: continue
            default: widest = 1
            }
        }
        return widest
    }

    /// East Asian Wide and Fullwidth, in coarse ranges.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
