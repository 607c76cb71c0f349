// SPDX-License-Identifier: Apache-2.0
package import Bridge
package import Contract
import Delivery
package import Ledger
package import Logging

/// What every route may use.
package struct APIContext: Sendable {
    package let host: EngineHost
    package let clock: any EngineClock
    package let log: Logger
    /// What a reload of the configuration may change.
    package let live: LiveSettings
    /// Where partners find what on the broker.
    package var topics: Topics { host.topics }
    /// Of the running program.
    package let version: String
    package let startedAt: Instant

    package init(
        host: EngineHost, clock: any EngineClock, log: Logger, live: LiveSettings,
        version: String
    ) {
        self.host = host
        self.clock = clock
        self.log = log
        self.live = live
        self.version = version
        startedAt = clock.now()
    }

    /// Reads the ledger beside the writer.
    ///
    /// - Throws: a ``Problem`` of kind `unavailable` while the ledger has failed.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any LedgerReads) throws -> Result
    ) async throws -> Result {
        guard let store = host.store else { throw Problem.ledgerFailed }
        return try await store.read(body)
    }

    /// Asks the engine and waits for its answer, which comes after the commit.
    package func command(_ command: Command) async throws -> CommandAnswer {
        let answer = await withCheckedContinuation { continuation in
            host.post(.command(CommandRequest(command) { continuation.resume(returning: $0) }))
        }
        return try answer.mapError(Problem.init).get()
    }
}

extension Problem {
    static let ledgerFailed = Problem(
        .unavailable, "The ledger can't be used at present; nothing was recorded. Try again later.")

    init(_ fault: CommandFault) {
        switch fault {
        case .notFound(let what): self.init(.notFound, "There is no such \(what).")
        case .conflict(let why): self.init(.conflict, why)
        case .invalid(let faults):
            self.init(
                kind: .badRequest, detail: "A setting can't be taken as given.",
                errors: faults.map { .init(pointer: "/settings/\($0.key)", detail: $0.advice) })
        case .ledger: self = .ledgerFailed
        }
    }
}
