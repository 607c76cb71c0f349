// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract
internal import Delivery

/// `orderbell partner set`.
struct PartnerSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change settings of a partner.", discussion: help)

    @Argument(help: "The partner.")
    var id: String

    @Argument(help: ArgumentHelp("What to change.", valueName: "key=value"))
    var settings: [SettingArgument]

    @OptionGroup var reason: ReasonOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let request = OperatorRequest.json(.patch, "partners", id) { writer in
            writer.member(settings: settings)
            writer.member("reason", reason.text)
        }
        let answer = try await common.withOperator { try await $0.call(request) }
        let partner = try answer.value()
        common.output.show(partner, PartnerView.settings(partner))
    }

    private static var help: String {
        PartnerSettings.keys.map { "\($0.name): \($0.help)" }.joined(separator: "\n")
            + "\nformat.EVENT_TYPE: the format for one event type"
    }
}
