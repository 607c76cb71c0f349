// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract

/// `orderbell delivery resend`.
struct DeliveryResendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend", abstract: "Publish an open or lost delivery again.")

    @OptionGroup var delivery: DeliveryOptions

    @Option(help: "Why, for the audit.")
    var reason: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            let partner = try await delivery.resolvePartner(client)
            let request = OperatorRequest.json(
                .post, "partners", partner, "deliveries", delivery.eventID, "resend"
            ) { $0.member("reason", reason) }
            return try await client.call(request)
        }
        let detail = try answer.value()
        common.output.show(detail, DeliveryView.detail(detail))
    }
}
