// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell partner show`.
struct PartnerShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a partner: its sums and its settings.")

    @Argument(help: "The partner.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            try await client.call(OperatorRequest(.get, "partners", id))
        }
        let partner = try answer.value()
        common.output.show(partner, PartnerView.detail(partner))
    }
}
