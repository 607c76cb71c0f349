// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// `orderbell bench`: full cycles a second beside what the broker alone can do.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure full durable cycles beside the broker's own limit.")

    @Argument(parsing: .captureForPassthrough, help: "What the benchmark takes.")
    var arguments: [String] = []

    func run() async throws {
        let code = try await runBench(arguments)
        if code != 0 { throw ExitCode(code) }
    }
}
