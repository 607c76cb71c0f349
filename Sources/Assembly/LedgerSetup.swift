// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import HTTPAPI
import Ledger
import Logging
import SQLiteLedger
import ServiceLifecycle
package import Settings

/// The first tokens of a new ledger; shown once.
package struct InitialTokens: Sendable {
    package let backend: String
    package let `operator`: String
}

/// Creates the ledger with a token for the order backend and one for the operator.
package func createLedger(_ configuration: Configuration) throws -> InitialTokens {
    let now = SystemClock().now().wall
    let backend = Tokens.make(role: .backend, partner: nil, at: now)
    let operatorToken = Tokens.make(role: .operator, partner: nil, at: now)
    try SQLiteLedger.create(at: configuration.ledger.path)
    let ledger = try SQLiteLedger.open(at: configuration.ledger.path)
    try ledger.write { ledger in
        try ledger.put(backend.record)
        try ledger.put(operatorToken.record)
    }
    try ledger.close()
    return InitialTokens(backend: backend.secret, operator: operatorToken.secret)
}

/// Serves the operator's side alone, on the ledger at rest, while `body` runs.
///
/// The same code answers as in a running instance, and the ledger's lock keeps a second one out.
package func withOfflineInstance<Result>(
    _ configuration: Configuration, _ body: (String) async throws -> Result
) async throws -> Result {
    var settings = configuration
    settings.ops.address = HostPort(host: "127.0.0.1", port: 0)
    settings.log.level = .error
    let log = LogSetup.bootstrap(settings.log)
    let instance = try Instance(settings, broker: false, log: log)
    let group = ServiceGroup(configuration: serviceGroup(instance, log: log, signals: []))
    async let running: Void = group.run()
    let result: Swift.Result<Result, any Error>
    do {
        try await instance.waitUntilServing()
        result = .success(try await body(instance.addresses[.ops] ?? ""))
    } catch {
        result = .failure(error)
    }
    await group.triggerGracefulShutdown()
    try await running
    return try result.get()
}

/// Ends the services once the work is done.
struct Finished: Error {}
