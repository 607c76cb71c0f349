// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// What `orderbell quickstart` was asked for.
struct QuickstartOptions: Sendable {
    /// Where the ledger goes, as typed; nil for the quickstart's own place.
    let directory: String?
    /// JSON lines of order changes; nil for the examples.
    let orders: String?
    /// Changes a second; nil for the quickstart's own pace.
    let rate: Double?
    /// Whether to end with the last order instead of staying until Ctrl-C.
    let once: Bool
    let isJSON: Bool
}

/// `orderbell quickstart`: a broker, the bridge and two coffee machines, to see it work.
struct QuickstartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quickstart",
        abstract: "See it work in a minute: a private broker, a ledger, coffee machines, orders.",
        discussion: "Stays until Ctrl-C. A second run goes on with the same ledger.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "End with the last order; exit code 0 if every delivery got its outcome.")
    var once = false

    @Option(help: "Order changes, a JSON line each.", completion: .file())
    var orders: String?

    @Option(help: "Order changes a second.")
    var rate: Double?

    mutating func validate() throws {
        if let rate, !(rate > 0 && rate <= 100_000) {
            throw ValidationError("--rate is a number above 0, up to 100000.")
        }
    }

    func run() async throws {
        let options = QuickstartOptions(
            directory: common.dir, orders: orders, rate: rate, once: once, isJSON: common.json)
        let code = try await runQuickstart(options)
        if code != 0 { throw ExitCode(code) }
    }
}
