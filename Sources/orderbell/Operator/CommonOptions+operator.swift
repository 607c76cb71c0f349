// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// The way from a command to the ledger: always through an instance, never beside it.
extension CommonOptions {
    /// Runs `body` with the running instance, or, if none runs, with one that has no broker and
    /// ends with the command.
    func withOperator<R: Sendable>(
        _ body: (OperatorClient) async throws -> R
    ) async throws -> R {
        let token = try operatorToken()
        if let run = RunFile.read(in: folder) {
            do {
                return try await body(OperatorClient(address: run.ops, token: token))
            } catch is OperatorClient.Refused {
                // The file outlived its instance and the number is another process's now. If an
                // instance runs all the same, it holds the ledger's lock.
            }
        }
        let configuration = try Configuration.load(
            directory: directory, file: nil, environment: ProcessEnvironment.variables)
        return try await withOfflineInstance(configuration) { address in
            do {
                return try await body(OperatorClient(address: address, token: token))
            } catch is OperatorClient.Refused {
                throw Self.refused(address)
            }
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
        do {
            return try await body(OperatorClient(address: run.ops, token: token))
        } catch is OperatorClient.Refused {
            throw Self.refused(run.ops)
        }
    }

    private static func refused(_ address: String) -> CommandFailure {
        CommandFailure(
            "Nobody listens at \(address).",
            next: "See whether the instance runs, and what its log says.", exit: .unreachable)
    }

    private func operatorToken() throws(CommandFailure) -> Secret {
        let variable = ProcessEnvironment.variables["ORDERBELL_OPERATOR_TOKEN_FILE"] ?? ""
        let path = variable.isEmpty ? folder.resolve("operator.token") : Folder(".").resolve(variable)
        do throws(ValueFault) {
            return try SecretFile.read(path)
        } catch {
            throw CommandFailure(
                "The operator's token can't be read: \(error.advice).",
                next: "--dir names the folder that orderbell init made; --dir is \(directory) now.")
        }
    }
}
