// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract

/// `orderbell send`: order changes from a file.
struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send order changes, a JSON line each, from a file or standard input.",
        discussion: """
            Sending a file again does no harm: what was accepted is a duplicate then. Exit code 1 \
            if a change was invalid, or in conflict with one of the same event_id.
            """)

    @Argument(help: "A file of JSON lines; - is standard input.", completion: .file())
    var file: String

    @Option(help: "Changes a request, 1 to 1000.")
    var batch = 500

    @OptionGroup var common: CommonOptions

    mutating func validate() throws {
        guard 1...Limits.changesPerBatch ~= batch else {
            throw ValidationError("--batch is 1 to \(Limits.changesPerBatch).")
        }
    }

    func run() async throws {
        let reader = try LineReader(file, lineBytesMax: Limits.changeBytes)
        let output = common.output
        let tally = try await common.withOperator { client in
            var sender = ChangeSender(reader: reader, linesMax: batch, output: output)
            return try await sender.send(to: client)
        }
        output.show(tally, Self.blocks(tally))
        if tally.refused > 0 { throw ExitCode(CommandFailure.Exit.failed.rawValue) }
    }

    private static func blocks(_ tally: SendTally) -> [Block] {
        let columns = [Table.Column("LINE", .number), .init("EVENT"), .init("OUTCOME")]
        let table = Table(
            columns + [.init("WHY", .prose)],
            rows: tally.troubles.map { trouble in
                [
                    Cell("\(trouble.line)"), Cell(trouble.eventID ?? "–"),
                    Cell(trouble.outcome, .bad), Cell(trouble.detail),
                ]
            })
        let more = Block.line("… and \(tally.troublesLeftOut) more.")
        let sums = ChangeResult.Outcome.allCases.map { outcome in
            (name: outcome.rawValue, value: Cell("\(tally.count(outcome))"))
        }
        return (tally.troubles.isEmpty ? [] : [.table(table)])
            + (tally.troublesLeftOut > 0 ? [more] : [])
            + [.fields(sums)]
    }
}
