// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Delivery

extension Stage: ExpressibleByArgument {}
extension Outcome: ExpressibleByArgument {}

/// `orderbell delivery list`.
struct DeliveryListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List deliveries, newest first; all filters must fit.")

    @Option(help: "Of this partner.") var partner: String?
    @Option(help: "Of this order.") var order: String?
    @Option(help: "Of this event.") var event: String?
    @Option(help: "Of this type, such as new_order.") var eventType: String?
    @Option(help: "That came so far.") var stage: Stage?
    @Option(help: "That ended so.") var outcome: Outcome?
    @Flag(help: "Only without (--open) or only with (--closed) an outcome.") var state: State?

    @Option(help: ArgumentHelp("Accepted longer ago than this, such as 5m.", valueName: "time"))
    var olderThan: DurationArgument?

    @Option(help: ArgumentHelp("Accepted less long ago than this.", valueName: "time"))
    var newerThan: DurationArgument?

    @OptionGroup var page: PageOptions
    @OptionGroup var common: CommonOptions

    enum State: String, EnumerableFlag { case open, closed }

    func run() async throws {
        let request = OperatorRequest(.get, "deliveries", query: query)
        let answer = try await common.withOperator { try await $0.call(request) }
        let list = try answer.value()
        common.output.show(list, DeliveryView.list(list))
    }

    private var query: [(name: String, value: String?)] {
        [
            ("partner", partner), ("order", order), ("event", event), ("event_type", eventType),
            ("stage", stage?.rawValue), ("outcome", outcome?.rawValue),
            ("open", state.map { $0 == .open ? "true" : "false" }),
            ("older_than", olderThan?.defaultValueDescription),
            ("newer_than", newerThan?.defaultValueDescription),
        ] + page.query
    }
}
