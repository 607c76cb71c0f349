// SPDX-License-Identifier: Apache-2.0

/// Shows how far sending is: a bar on a terminal, a line every few seconds elsewhere.
struct SendProgress {
    private let output: Output
    private let total: Int?
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private static let bars = 30
    private static let lineEvery = Duration.seconds(5)

    /// - Parameter total: Bytes in all; nil when that is not known.
    init(_ output: Output, total: Int?) {
        self.output = output
        self.total = total
        start = clock.now
        last = start
    }

    mutating func show(bytes: Int, _ tally: SendTally) {
        let text = "\(tally.sent) sent, \(tally.refused) refused, \(rate(tally.sent))/s"
        if Terminal.standardError.isTerminal {
            output.progress(bar(bytes) + text)
        } else if clock.now - last >= Self.lineEvery {
            last = clock.now
            output.note(text)
        }
    }

    /// Takes the bar away.
    func end() { output.progress("") }

    private func bar(_ bytes: Int) -> String {
        guard let total, total > 0 else { return "" }
        let share = min(1, Double(bytes) / Double(total))
        let full = Int(share * Double(Self.bars))
        let blocks = String(repeating: "█", count: full)
        let rest = String(repeating: "░", count: Self.bars - full)
        return "\(blocks)\(rest) \(Int(share * 100)) %  "
    }

    private func rate(_ count: Int) -> Int {
        let seconds = (clock.now - start) / .seconds(1)
        return Int(Double(count) / max(seconds, 0.001))
    }
}
