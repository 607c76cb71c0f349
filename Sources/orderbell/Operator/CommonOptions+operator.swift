// SPDX-License-Identifier: Apache-2.0
internal import Settings

/// The way from a command to the ledger: always through an instance, never beside it.
extension CommonOptions {
    /// Runs `body` with the running instance, or, if none runs, with one that has no broker and
    /// ends with the command.
    func withOperator<R: Sendable>(
        _ body: (OperatorClient) async throws -> R
    ) async throws -> R {
        let token = try operatorToken()
        if let run = RunFile.read(in: folder) {
            let client = OperatorClient(address: run.ops, token: token)
            // The file may outlive its instance, and its number become another process's. If an
            // instance runs all the same, it holds the ledger's lock.
            if try await client.isListening() { return try await body(client) }
        }
        let configuration = try Configuration.load(
            directory: directory, file: nil, environment: ProcessEnvironment.variables)
        return try await withOfflineInstance(configuration) { address in
            try await body(OperatorClient(address: address, token: token))
        }
    }

    /// Runs `body` with the running instance; there must be one.
    func withRunningInstance<R: Sendable>(
        _ body: (OperatorClient) async throws -> R
    ) async throws -> R {
        let token = try operatorToken()
        guard let run = RunFile.read(in: folder) else {
            throw CommandFailure(
                "No instance is running in \(directory).",
                next: "Start one with: orderbell serve --dir \(directory)", exit: .unreachable)
        }
        return try await body(OperatorClient(address: run.ops, token: token))
    }

    private func operatorToken() throws(CommandFailure) -> Secret {
        let variable = ProcessEnvironment.variables["ORDERBELL_OPERATOR_TOKEN_FILE"] ?? ""
        let path =
            variable.isEmpty ? folder.resolve("operator.token") : Folder(".").resolve(variable)
        do throws(ValueFault) {
            return try SecretFile.read(path)
        } catch {
            throw CommandFailure(
                "The operator's token can't be read: \(error.advice).",
                next: "--dir names the folder that orderbell init made; --dir is \(directory) now.")
        }
    }
}
