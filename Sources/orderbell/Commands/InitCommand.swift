// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract
internal import Glibc
internal import Settings

/// `orderbell init`: the configuration, the ledger and the first tokens. Overwrites nothing.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a folder with a commented configuration, a ledger and tokens.",
        discussion: "The tokens are shown this once; the operator's is kept in DIR/operator.token.")

    @OptionGroup var common: CommonOptions

    func run() async throws { show(try Self.make(in: common.directory)) }

    /// Makes everything or nothing.
    static func make(in directory: String) throws -> InitialTokens {
        let folder = Folder(directory)
        try make(folder: folder.path)
        let file = try NewFile(folder.resolve(Configuration.fileName))
        do {
            try file.write(Configuration.commentedYAML())
            return try fill(
                try Configuration.load(
                    directory: directory, file: nil, environment: ProcessEnvironment.variables))
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

    /// Makes the folder, closed to others, and those above it, unless they are there.
    private static func make(folder path: String) throws(CommandFailure) {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        if errno == ENOENT, let end = path.lastIndex(of: "/"), end > path.startIndex {
            try make(folder: String(path[..<end]))
            guard mkdir(path, 0o700) != 0 else { return }
        }
        throw CommandFailure(
            "The folder \(path) can't be made: \(String(cString: strerror(errno))).",
            next: "Name another folder by --dir.")
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
                .line(
                    "Keep the backend token: it is not shown again. operator.token holds the other."
                ),
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
