// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Configuration
internal import Contract
internal import Glibc

/// `orderbell init`: the configuration, the ledger and the first tokens. Overwrites nothing.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a folder with a commented configuration, a ledger and tokens.",
        discussion: "The tokens are shown this once; the operator's is kept in DIR/operator.token.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let folder = common.folder
        try Self.make(folder: folder.path)
        let file = try NewFile(folder.resolve(Configuration.fileName))
        do {
            try file.write(Configuration.commentedYAML())
            let configuration = try Configuration.load(
                directory: common.directory, file: nil,
                environment: ProcessEnvironment.variables)
            show(try Self.fill(configuration))
        } catch {
            file.remove()
            throw error
        }
    }

    /// Makes ledger and token file, or neither.
    private static func fill(_ configuration: Configuration) throws -> InitialTokens {
        let file = try NewFile(configuration.folder.resolve("operator.token"))
        do {
            let tokens = try createLedger(configuration)
            try file.write(tokens.operator + "\n")
            return tokens
        } catch {
            file.remove()
            throw error
        }
    }

    /// Makes the folder, closed to others, unless it is there.
    private static func make(folder path: String) throws(CommandFailure) {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw CommandFailure(
            "The folder \(path) can't be made: \(String(cString: strerror(errno))).",
            next: "Make its parent first, or name another folder by --dir.")
    }

    private func show(_ tokens: InitialTokens) {
        let result = InitResult(
            config: "\(common.directory)/\(Configuration.fileName)", tokens: tokens)
        common.output.show(
            result,
            [
                .fields([
                    ("configuration", Cell(result.config)),
                    ("backend token", Cell(tokens.backend, .strong)),
                    ("operator token", Cell(tokens.operator, .strong)),
                ]),
                .blank,
                .line("Keep the tokens: they are not shown again (operator.token holds the second)."),
                .line("Next: orderbell serve --dir \(common.directory)"),
            ])
    }
}

/// What `orderbell init` tells.
private struct InitResult: JSONWritable {
    let config: String
    let tokens: InitialTokens

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("config", config)
            writer.key("tokens")
            writer.object { writer in
                writer.member("backend", tokens.backend)
                writer.member("operator", tokens.operator)
            }
        }
    }
}
