// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell delivery …`: the rows of the ledger.
struct DeliveryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "List, show, resend and cancel deliveries.",
        subcommands: [
            DeliveryListCommand.self, DeliveryShowCommand.self, DeliveryResendCommand.self,
            DeliveryCancelCommand.self,
        ])
}
