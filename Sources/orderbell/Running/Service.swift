// SPDX-License-Identifier: Apache-2.0
internal import Assembly
internal import Bench
internal import Settings

/// `serve`: see ``Assembly/runService(_:reload:)``.
func runService(
    _ configuration: Configuration, reload: @escaping @Sendable () throws -> Configuration
) async throws {
    try await Assembly.runService(configuration, reload: reload)
}

/// `init`: the ledger with its first tokens.
func createLedger(_ configuration: Configuration) throws -> InitialTokens {
    let tokens = try Assembly.createLedger(configuration)
    return InitialTokens(backend: tokens.backend, operator: tokens.operator)
}

/// The operator's side alone, on a ledger that nobody serves.
func withOfflineInstance<R: Sendable>(
    _ configuration: Configuration, _ body: (String) async throws -> R
) async throws -> R {
    try await Assembly.withOfflineInstance(configuration, body)
}

/// `bench`: see ``Bench``.
func runBench(_ arguments: [String]) async throws -> Int32 {
    try await Blocking.run { Result { try Bench.run(arguments) } }.get()
}
