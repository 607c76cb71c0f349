// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell token revoke`.
struct TokenRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a token at once.")

    @Argument(help: "The token's prefix, as token list shows it.")
    var prefix: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            try await client.call(OperatorRequest(.delete, "tokens", prefix))
        }
        common.output.show(try answer.value(), [.line("\(prefix) is revoked.")])
    }
}
