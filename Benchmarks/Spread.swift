// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Median, least and most of several runs.
struct Spread: CustomStringConvertible {
    let values: [Double]
    let digits: Int

    init(_ values: [Double], digits: Int = 0) {
        self.values = values.sorted()
        self.digits = digits
    }

    /// The value that `share` (0 to 1) of them do not exceed.
    func quantile(_ share: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        return values[min(values.count - 1, Int(Double(values.count) * share))]
    }

    var description: String {
        func text(_ value: Double) -> String { String(format: "%.\(digits)f", value) }
        return "median \(text(quantile(0.5))), least \(text(values.first ?? 0)), "
            + "most \(text(values.last ?? 0))"
    }
}
