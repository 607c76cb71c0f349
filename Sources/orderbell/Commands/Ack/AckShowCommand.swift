// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell ack show`.
struct AckShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an ack as it came, and what was made of it.")

    @Argument(help: "The ack, as ack list shows it.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let answer = try await common.withOperator { client in
            try await client.call(OperatorRequest(.get, "acks", id))
        }
        let ack = try answer.value()
        common.output.show(ack, [.fields(FieldList.fields(ack))])
    }
}
