// SPDX-License-Identifier: Apache-2.0
package import Delivery
import Synchronization

/// A ledger without a disk, for simulation and tests: the same meaning as the real ones, and the
/// same answers in every run.
package final class MemoryLedger: LedgerStore, LedgerOpening {
    /// What an injected failure does to the transaction it hits.
    package enum CommitFailure: Sendable {
        /// Nothing of it is kept.
        case lost(LedgerError)
        /// All of it is kept, and the writer does not learn so.
        case kept(LedgerError)
    }

    private let content: Mutex<Content>
    private let failCommit: @Sendable () -> CommitFailure?

    private struct Content {
        var state = MemoryLedgerState()
        var refusal: LedgerError?
    }

    /// - Parameter failCommit: asked before each commit; nil: let it succeed.
    package init(failCommit: @escaping @Sendable () -> CommitFailure? = { nil }) {
        content = Mutex(Content())
        self.failCommit = failCommit
    }

    package func write<Result>(_ body: (any LedgerTransaction) throws -> Result) throws -> Result {
        var outcome: Swift.Result<Result, any Error>?
        content.withLock { content in
            if let refusal = content.refusal {
                outcome = .failure(refusal)
                return
            }
            // Moved, not copied: the transaction undoes what it did, whatever the ledger's size.
            let transaction = MemoryLedgerTransaction(content.state)
            content.state = MemoryLedgerState()
            outcome = Swift.Result { try run(body, in: transaction, &content.refusal) }
            content.state = transaction.end()
        }
        guard let outcome else { preconditionFailure("a lock that does not run its body") }
        return try outcome.get()
    }

    private func run<Result>(
        _ body: (any LedgerTransaction) throws -> Result, in transaction: MemoryLedgerTransaction,
        _ refusal: inout LedgerError?
    ) throws -> Result {
        do {
            let result = try body(transaction)
            if let failure = transaction.failure { throw failure }
            switch failCommit() {
            case nil: break
            case .lost(let error): throw error
            case .kept(let error):
                refusal = error
                throw error
            }
            return result
        } catch {
            if refusal == nil { transaction.rollBack() }
            if let error = error as? LedgerError, error.code == .storage { refusal = error }
            throw error
        }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any LedgerReads) throws -> Result
    ) async throws -> Result {
        try body(content.withLock { $0.state })
    }

    /// Like ``read(_:)``, at once: for simulations, which have one thread.
    package func inspect<Result>(
        _ body: (any LedgerReads) throws -> Result
    ) rethrows -> Result {
        let state = content.withLock { $0.state }
        return try body(state)
    }

    /// Every delivery, oldest first.
    package var all: [DeliveryRecord] {
        content.withLock { $0.state.rows.values.map(\.record) }.sorted { $0.id < $1.id }
    }

    package func openingState() throws -> OpeningState {
        content.withLock { $0.state.opening }
    }

    /// From now on it refuses everything, until ``reopen()``.
    package func close() throws {
        content.withLock {
            $0.refusal = LedgerError(.unavailable, "use the ledger", advice: "it has been closed")
        }
    }

    /// What a new process would find: all that was committed, and writes are taken again.
    package func reopen() {
        content.withLock { $0.refusal = nil }
    }
}
