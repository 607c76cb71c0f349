// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell config …`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check and show the configuration.",
        subcommands: [
            ConfigCheckCommand.self, ConfigShowCommand.self, ConfigDocumentCommand.self,
        ])
}
