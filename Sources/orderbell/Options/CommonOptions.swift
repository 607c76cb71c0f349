// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Settings

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of orderbell.yaml, operator.token and the ledger (ORDERBELL_DIR; default: .).",
            valueName: "dir"),
        completion: .directory)
    var dir: String?

    @Flag(help: "Show results and errors as JSON.")
    var json = false

    var output: Output { Output(isJSON: json) }

    /// The folder as typed.
    var directory: String {
        let variable = ProcessEnvironment.variables["ORDERBELL_DIR"] ?? ""
        return dir ?? (variable.isEmpty ? "." : variable)
    }

    var folder: Folder { Folder(directory) }
}
