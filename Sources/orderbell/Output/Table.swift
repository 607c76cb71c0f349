// SPDX-License-Identifier: Apache-2.0

/// Rows under headings, as wide as the terminal allows.
package struct Table: Sendable {
    /// A heading and the side its texts stand on.
    package struct Column: Sendable {
        let title: String
        let isNumeric: Bool

        package init(_ title: String, isNumeric: Bool = false) {
            self.title = title
            self.isNumeric = isNumeric
        }
    }

    let columns: [Column]
    package var rows: [[Cell]]
    private static let gap = 2
    /// No column gets narrower than this to make room for the others.
    private static let columnMin = 8

    /// - Parameter rows: As many cells each as there are columns.
    package init(_ columns: [Column], rows: [[Cell]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The lines, each with its line break.
    ///
    /// - Parameter width: What a line may take; nil for no bound. Long texts are cut off first,
    ///   then columns are left out from the right.
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
            if columns[index].isNumeric {
                result += blanks + painted
            } else {
                result += painted + (index == widths.count - 1 ? "" : blanks)
            }
        }
        return result
    }

    private func widths(within limit: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            let texts = rows.lazy.compactMap { index < $0.count ? $0[index].text : nil }
            return texts.map(TextWidth.cells)
                .reduce(TextWidth.cells(columns[index].title), max)
        }
        guard let limit else { return widths }
        while true {
            var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - limit
            while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
                widths[widest] > Self.columnMin
            {
                widths[widest] -= 1
                excess -= 1
            }
            if excess <= 0 { return widths }
            guard widths.count > 1 else { return [max(1, limit)] }
            widths.removeLast()
        }
    }
}
