// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract

/// `orderbell partner add`: a new partner and its token, shown once.
struct PartnerAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a partner; its token is shown this once.")

    @Argument(help: "What the partner is called in topics and addresses: a-z 0-9 _ -.")
    var id: String

    @Option(help: "The name, for people.")
    var name: String?

    @Option(help: "full, trigger or count: what a trigger carries.")
    var format: String?

    @Option(help: "per_order, none or strict.")
    var ordering: String?

    @Option(help: "Published and not yet received, at most.")
    var maxInFlight: Int?

    @Option(help: ArgumentHelp("Any other setting, again and again.", valueName: "key=value"))
    var set: [SettingArgument] = []

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var common: CommonOptions

    mutating func validate() throws {
        guard PartnerID(id) != nil else { throw ValidationError("ID is \(PartnerID.rule).") }
    }

    func run() async throws {
        let request = OperatorRequest.json(.post, "partners") { writer in
            writer.member("id", id)
            writer.member(settings: settings)
            writer.member("reason", reason.text)
        }
        let answer = try await common.withOperator { try await $0.call(request) }
        let added = AddedPartner(try answer.value())
        common.output.show(
            added,
            [
                .fields([("partner", Cell(added.id)), ("token", Cell(added.token, .strong))]),
                .line("Keep the token: it is not shown again."),
            ])
    }

    private var settings: [SettingArgument] {
        let named = [
            ("name", name), ("format", format), ("ordering", ordering),
            ("max_in_flight", maxInFlight.map(String.init)),
        ]
        return named.compactMap { key, value in value.map { SettingArgument(key: key, value: $0) } }
            + set
    }
}

/// What `orderbell partner add` tells.
private struct AddedPartner: JSONWritable {
    let id: String
    let token: String

    init(_ answer: JSONNode) {
        id = answer["partner"]?.string ?? ""
        token = answer["token"]?.string ?? ""
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("partner", id)
            writer.member("token", token)
        }
    }
}
