// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell ledger …`.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Look after the ledger.",
        subcommands: [LedgerVerifyCommand.self])
}
