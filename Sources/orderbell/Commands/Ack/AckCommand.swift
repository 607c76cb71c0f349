// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell ack …`: the inbox of everything devices said, good and bad.
struct AckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "List and show what devices said, good and bad.",
        subcommands: [AckListCommand.self, AckShowCommand.self])
}
