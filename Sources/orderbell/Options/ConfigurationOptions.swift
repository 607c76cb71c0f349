// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Settings

/// What commands take that need the whole configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A configuration file elsewhere than DIR/orderbell.yaml.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(help: ArgumentHelp("mqtt://host:port or mqtts://…: the broker.", valueName: "url"))
    var broker: String?

    @Option(help: ArgumentHelp("For the order backend and partners.", valueName: "host:port"))
    var http: String?

    @Option(help: ArgumentHelp("For operators.", valueName: "host:port"))
    var ops: String?

    @Option(help: ArgumentHelp("The ledger.", valueName: "file"), completion: .file())
    var ledger: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: String?

    @Option(help: "text or json.")
    var logFormat: String?

    @Option(
        help: ArgumentHelp(
            "Any key of the configuration, again and again.", valueName: "key=value"))
    var set: [String] = []

    mutating func validate() throws {
        for pair in set where !pair.contains("=") {
            throw ValidationError("--set takes key=value, such as log.level=debug, not \(pair)")
        }
    }

    /// Loads the configuration, as `serve` does at its start and on SIGHUP.
    func load(directory: String?) throws(ConfigurationFaults) -> Configuration {
        try Configuration.load(
            directory: directory, file: config, flags: flags,
            environment: ProcessEnvironment.variables)
    }

    /// The same load at any later time: what was typed and the environment stay as they are.
    func reloader(
        directory: String?
    ) -> @Sendable () throws(ConfigurationFaults) -> Configuration {
        let (file, flags) = (config, flags)
        return { () throws(ConfigurationFaults) -> Configuration in
            try Configuration.load(
                directory: directory, file: file, flags: flags,
                environment: ProcessEnvironment.variables)
        }
    }

    private var flags: [ConfigurationFlag] {
        let named = [
            ("--broker", "broker.url", broker), ("--http", "http.address", http),
            ("--ops", "ops.address", ops), ("--ledger", "ledger.path", ledger),
            ("--log-level", "log.level", logLevel), ("--log-format", "log.format", logFormat),
        ]
        let flags = named.compactMap { name, key, value in
            value.map { ConfigurationFlag(name: name, key: key, value: $0) }
        }
        return flags
            + set.map { pair in
                let parts = pair.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return ConfigurationFlag(
                    name: "--set", key: String(parts[0]), value: String(parts[1]))
            }
    }
}
