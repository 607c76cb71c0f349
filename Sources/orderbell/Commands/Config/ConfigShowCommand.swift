// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract
internal import Settings

/// `orderbell config show`: the values in force and where each was said.
struct ConfigShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the values in force, and where each was said.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load(directory: common.dir)
        let table = Table(
            [.init("KEY"), .init("VALUE", .prose), .init("SOURCE", .prose), .init("ENVIRONMENT")],
            rows: configuration.values.map { key, text, source in
                [
                    Cell(key.path), Cell(text, source == .default ? .faint : .strong),
                    Cell(source.description), Cell(key.environment, .faint),
                ]
            })
        common.output.show(ConfigValues(configuration), [.table(table)])
    }
}

/// What `orderbell config show` tells.
private struct ConfigValues: JSONWritable {
    let configuration: Configuration

    init(_ configuration: Configuration) { self.configuration = configuration }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.memberOrNull("file", configuration.file)
            writer.key("values")
            writer.object { writer in
                for (key, text, source) in configuration.values {
                    writer.key(key.path)
                    writer.object { writer in
                        writer.member("value", text)
                        writer.member("source", source.description)
                    }
                }
            }
        }
    }
}
