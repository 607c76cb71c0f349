// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell ack list`.
struct AckListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List acks, newest first; all filters must fit.")

    @Option(help: "Of this partner.") var partner: String?
    @Option(help: "Of this device.") var device: String?
    @Option(help: "About this event.") var event: String?
    @Option(help: "Judged so, such as applied or unknown-event.") var verdict: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let query = [
            (name: "partner", value: partner), ("device", device), ("event", event),
            ("verdict", verdict),
        ]
        let request = OperatorRequest(.get, "acks", query: query + page.query)
        let answer = try await common.withOperator { try await $0.call(request) }
        let list = try answer.value()
        common.output.show(list, AckView.list(list))
    }
}
