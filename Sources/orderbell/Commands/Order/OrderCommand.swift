// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell order …`.
struct OrderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "Follow an order.", subcommands: [OrderTraceCommand.self])
}
