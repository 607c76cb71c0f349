// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell token list`.
struct TokenListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens by their prefixes.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            try await client.call(OperatorRequest(.get, "tokens"))
        }
        let list = try answer.value()
        common.output.show(list, TokenView.list(list))
    }
}
