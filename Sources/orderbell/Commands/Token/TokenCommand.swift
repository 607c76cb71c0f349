// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell token …`: who may call.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Create, list and revoke tokens.",
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self])
}
