// SPDX-License-Identifier: Apache-2.0

/// Rows under headings, as wide as the terminal allows.
package struct Table: Sendable {
    /// A heading, and how the texts below it stand.
    package struct Column: Sendable {
        package enum Kind: Sendable {
            /// Of use as a whole only: a name, a time.
            case word
            /// The same, at the right side.
            case number
            /// Of use also when its end is cut off.
            case prose
        }

        let title: String
        let kind: Kind

        package init(_ title: String, _ kind: Kind = .word) {
            self.title = title
            self.kind = kind
        }
    }

    let columns: [Column]
    package var rows: [[Cell]]
    private static let gap = 2
    /// No prose gets narrower than this to make room for the others.
    private static let proseMin = 12

    /// - Parameter rows: As many cells each as there are columns.
    package init(_ columns: [Column], rows: [[Cell]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The lines, each with its line break.
    ///
    /// - Parameter width: What a line may take; nil for no bound. Prose is cut off first, then
    ///   columns are left out from the right: the first ones matter most.
    package func render(width: Int?, hasColour: Bool) -> String {
        let widths = widths(within: width)
        let heading = columns.map { Cell($0.title, .strong) }
        return ([heading] + rows).map { line($0, widths, hasColour) + "\n" }.joined()
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ hasColour: Bool) -> String {
        var result = ""
        for (index, (cell, width)) in zip(cells, widths).enumerated() {
            let text = TextWidth.fit(cell.text, into: width)
            let blanks = String(repeating: " ", count: max(0, width - TextWidth.cells(text)))
            let painted = cell.painted(text, hasColour: hasColour)
            if index > 0 { result += String(repeating: " ", count: Self.gap) }
            if columns[index].kind == .number {
                result += blanks + painted
            } else {
                result += painted + (index == widths.count - 1 ? "" : blanks)
            }
        }
        return result
    }

    private func widths(within limit: Int?) -> [Int] {
        let natural = columns.indices.map { index in
            let texts = rows.lazy.compactMap { index < $0.count ? $0[index].text : nil }
            return texts.map(TextWidth.cells)
                .reduce(TextWidth.cells(columns[index].title), max)
        }
        guard let limit else { return natural }
        for count in stride(from: columns.count, to: 0, by: -1) {
            var widths = Array(natural.prefix(count))
            var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - limit
            while excess > 0, let widest = widestProse(widths) {
                widths[widest] -= 1
                excess -= 1
            }
            if excess <= 0 { return widths }
        }
        return [max(1, limit)]
    }

    /// The prose that can give way best.
    private func widestProse(_ widths: [Int]) -> Int? {
        widths.indices
            .filter { columns[$0].kind == .prose && widths[$0] > Self.proseMin }
            .max { widths[$0] < widths[$1] }
    }
}
