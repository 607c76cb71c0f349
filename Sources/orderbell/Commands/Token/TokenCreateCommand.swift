// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract
internal import Delivery

/// `orderbell token create`.
struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a token; it is shown this once.")

    enum Role: String, CaseIterable, ExpressibleByArgument {
        case backend, partner, viewer, `operator`
    }

    @Option(help: "What the token is for: backend, partner, viewer or operator.")
    var role: Role

    @Option(help: "The partner, for the role partner.")
    var partner: String?

    @Option(
        help: ArgumentHelp(
            "How long it is valid, such as 30d; without it for ever.", valueName: "time"))
    var expiresIn: DurationArgument?

    @OptionGroup var common: CommonOptions

    mutating func validate() throws {
        guard (role == .partner) == (partner != nil) else {
            throw ValidationError("--partner comes with --role partner, and with no other role.")
        }
    }

    func run() async throws {
        let lifetime = expiresIn.map { DurationText.format(milliseconds: $0.milliseconds) }
        let request = OperatorRequest.json(.post, "tokens") { writer in
            writer.member("role", role.rawValue)
            writer.member("partner", partner)
            writer.member("expires_in", lifetime)
        }
        let answer = try await common.withOperator { try await $0.call(request) }
        let token = try answer.value()
        common.output.show(token, TokenView.created(token))
    }
}
