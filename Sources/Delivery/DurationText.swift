// SPDX-License-Identifier: Apache-2.0

/// Times as people write them: `250ms`, `30s`, `15m`, `2h`, `7d`.
package enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// - Returns: nil unless it is a whole number with one unit, below 10,000 days.
    package static func milliseconds(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard !digits.isEmpty, digits.utf8.count <= 12, let count = Int64(digits),
            let unit = units.first(where: { $0.suffix == suffix })
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow || product > 864_000_000_000 ? nil : product
    }

    /// The shortest text that ``milliseconds(_:)`` reads back as the same time.
    package static func format(milliseconds: Int64) -> String {
        let unit = units.last {
            milliseconds % $0.milliseconds == 0 && milliseconds >= $0.milliseconds
        }
        guard let unit else { return "\(milliseconds)ms" }
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }
}
