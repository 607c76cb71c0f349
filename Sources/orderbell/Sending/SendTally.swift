// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// What became of the changes that were sent.
struct SendTally {
    /// One line that was not taken.
    struct Trouble {
        let line: Int
        let eventID: String?
        let outcome: String
        let detail: String
    }

    private(set) var counts: [ChangeResult.Outcome: Int] = [:]
    /// The first ones.
    private(set) var troubles: [Trouble] = []
    private static let troublesMax = 1000

    var sent: Int { counts.values.reduce(0, +) }
    var refused: Int { count(.invalid) + count(.conflict) }
    var troublesLeftOut: Int { refused - troubles.count }

    func count(_ outcome: ChangeResult.Outcome) -> Int { counts[outcome] ?? 0 }

    /// Counts the results of one request, which are in the order of its lines.
    mutating func add(_ results: [JSONNode], lines: [Int]) throws(CommandFailure) {
        guard results.count == lines.count else {
            throw CommandFailure(
                "The instance answered \(results.count) results for \(lines.count) changes.",
                next: "Send the file again: what was accepted counts as duplicate then.")
        }
        for (line, result) in zip(lines, results) {
            let outcome = result["outcome"]?.string.flatMap(ChangeResult.Outcome.init) ?? .invalid
            counts[outcome, default: 0] += 1
            guard outcome == .invalid || outcome == .conflict else { continue }
            keep(
                Trouble(
                    line: line, eventID: result["event_id"]?.string, outcome: outcome.rawValue,
                    detail: Self.detail(result["problem"])))
        }
    }

    mutating func add(tooLong line: Int) {
        counts[.invalid, default: 0] += 1
        keep(
            Trouble(
                line: line, eventID: nil, outcome: "invalid",
                detail: "The line is longer than \(Limits.changeBytes) bytes."))
    }

    private mutating func keep(_ trouble: Trouble) {
        if troubles.count < Self.troublesMax { troubles.append(trouble) }
    }

    private static func detail(_ problem: JSONNode?) -> String {
        guard let problem else { return "" }
        let errors = problem["errors"]?.elements.map { error in
            "\(error["pointer"]?.string ?? ""): \(error["detail"]?.string ?? "")"
        }
        return ([problem["detail"]?.string ?? ""] + (errors ?? [])).joined(separator: " ")
    }
}

extension SendTally: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("sent", sent)
            writer.member("accepted", count(.accepted))
            writer.member("duplicate", count(.duplicate))
            writer.member("conflict", count(.conflict))
            writer.member("invalid", count(.invalid))
            writer.member("problems", each: troubles) { writer, trouble in
                writer.object { writer in
                    writer.member("line", trouble.line)
                    writer.memberOrNull("event_id", trouble.eventID)
                    writer.member("outcome", trouble.outcome)
                    writer.member("detail", trouble.detail)
                }
            }
            writer.member("problems_left_out", troublesLeftOut)
        }
    }
}
