// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Settings

/// `orderbell config document`: the table of `docs/configuration.md`.
struct ConfigDocumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "Print the table of docs/configuration.md.",
        shouldDisplay: false)

    func run() async throws {
        Output(isJSON: false).show(document: Configuration.markdownTable())
    }
}
