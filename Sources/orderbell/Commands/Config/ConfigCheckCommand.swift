// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract
internal import Settings

/// `orderbell config check`: the same verdict as that of `serve`.
struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration as serve would; exit code 78 if something is wrong.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load(directory: common.dir)
        let result = ConfigCheck(
            file: configuration.file, warnings: configuration.warnings)
        common.output.show(
            result,
            [
                .line(
                    Cell(
                        configuration.file.map { "\($0) is fine." }
                            ?? "There is no orderbell.yaml; environment and defaults are fine.",
                        .good))
            ] + configuration.warnings.map { .line(Cell("Warning: \($0)", .careful)) })
    }
}

/// What `orderbell config check` tells.
private struct ConfigCheck: JSONWritable {
    let file: String?
    let warnings: [String]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("ok", true)
            writer.memberOrNull("file", file)
            writer.member("warnings", each: warnings) { $0.string($1) }
        }
    }
}
