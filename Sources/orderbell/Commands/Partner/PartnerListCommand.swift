// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell partner list`.
struct PartnerListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the partners and how far their deliveries are.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            try await client.call(OperatorRequest(.get, "partners"))
        }
        let list = try answer.value()
        common.output.show(list, PartnerView.list(list))
    }
}
