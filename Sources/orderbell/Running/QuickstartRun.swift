// SPDX-License-Identifier: Apache-2.0
internal import Assembly
internal import Glibc
internal import Settings

/// `quickstart`: makes its folder at the first run, and goes on with it at the next.
func runQuickstart(_ options: QuickstartOptions) async throws -> Int32 {
    let directory = options.directory ?? "orderbell-quickstart"
    let folder = Folder(directory)
    let tokenPath = folder.resolve("backend.token")
    if RunFile.read(in: folder) != nil {
        throw CommandFailure(
            "A quickstart is running in \(directory) already.",
            next: "Stop it with Ctrl-C, or name another folder by --dir.")
    }
    let isNew = access(folder.resolve(Configuration.fileName), F_OK) != 0
    if isNew {
        let tokens = try InitCommand.make(in: directory)
        try NewFile(tokenPath).write(tokens.backend + "\n")
    }
    let configuration = try Configuration.load(
        directory: directory, file: nil, environment: ProcessEnvironment.variables)
    var quickstart = Quickstart(configuration: configuration)
    quickstart.backendToken = try SecretFile.read(tokenPath).reveal()
    quickstart.once = options.once
    quickstart.orders = options.orders
    quickstart.rate = options.rate ?? (options.once ? 200 : 20)
    return try await quickstart.run()
}
