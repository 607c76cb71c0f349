// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Settings

/// `orderbell serve`: the service itself.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the bridge until SIGTERM; SIGHUP reads the configuration again.",
        discussion: """
            Prints one line "ready" with its addresses when it serves. Values are taken from \
            flags, else the environment (ORDERBELL_…), else orderbell.yaml, else the defaults; \
            whatever is wrong with them is listed at once and stops the start.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load(directory: common.dir)
        for warning in configuration.warnings { common.output.note("Warning: \(warning)") }
        try await runService(configuration, reload: options.reloader(directory: common.dir))
    }
}
