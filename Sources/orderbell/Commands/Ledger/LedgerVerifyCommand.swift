// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract

/// `orderbell ledger verify`: whether what must always hold does hold.
struct LedgerVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check what must always hold in the ledger; exit code 1 if it does not.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            try await client.call(OperatorRequest.json(.post, "ledger", "verify") { _ in })
        }
        let result = try answer.value()
        let faults = result["faults"]?.elements.map(\.shown) ?? []
        common.output.show(result, Self.blocks(result, faults))
        if !faults.isEmpty { throw ExitCode(CommandFailure.Exit.failed.rawValue) }
    }

    private static func blocks(_ result: JSONNode, _ faults: [String]) -> [Block] {
        let checked = result["checked"].map { [Block.fields(FieldList.fields($0))] } ?? []
        guard !faults.isEmpty else { return checked + [.line(Cell("The ledger is sound.", .good))] }
        return checked + faults.map { .line(Cell($0, .bad)) }
            + [.line(Cell("The ledger has faults: \(faults.count).", .bad))]
    }
}
