// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell delivery show`.
struct DeliveryShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a delivery: its five facts, its outcome, its history.")

    @OptionGroup var delivery: DeliveryOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            let partner = try await delivery.resolvePartner(client)
            return try await client.call(
                OperatorRequest(.get, "partners", partner, "deliveries", delivery.eventID))
        }
        let detail = try answer.value()
        common.output.show(detail, DeliveryView.detail(detail))
    }
}
