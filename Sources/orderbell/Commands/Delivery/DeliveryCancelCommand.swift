// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract

/// `orderbell delivery cancel`.
struct DeliveryCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Call an open delivery off.")

    @OptionGroup var delivery: DeliveryOptions

    @Option(help: "Why, for the audit.")
    var reason: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            let partner = try await delivery.resolvePartner(client)
            let request = OperatorRequest.json(
                .post, "partners", partner, "deliveries", delivery.eventID, "cancel"
            ) { $0.member("reason", reason) }
            return try await client.call(request)
        }
        let detail = try answer.value()
        common.output.show(detail, DeliveryView.detail(detail))
    }
}
