// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell partner …`: the businesses that are told about their orders.
struct PartnerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partner", abstract: "Add, list, show and set partners.",
        subcommands: [
            PartnerAddCommand.self, PartnerListCommand.self, PartnerShowCommand.self,
            PartnerSetCommand.self,
        ])
}
