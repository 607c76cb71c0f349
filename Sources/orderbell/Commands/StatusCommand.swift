// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell status`: how the running instance is.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell how the running instance is.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withRunningInstance { client in
            try await client.call(OperatorRequest(.get, "status"))
        }
        let status = try answer.value()
        common.output.show(status, StatusView.blocks(status))
    }
}
