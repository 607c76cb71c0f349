// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell order trace`: everything that happened to an order, in order.
struct OrderTraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Show every delivery of an order with its history.")

    @Argument(help: "The order.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            try await client.call(OperatorRequest(.get, "orders", id))
        }
        let trace = try answer.value()
        common.output.show(trace, DeliveryView.trace(trace))
    }
}
