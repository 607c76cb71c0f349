// SPDX-License-Identifier: Apache-2.0
import Contract
import GRDBSQLite
import Ledger

/// The one connection that writes, with its prepared statements, and the transaction on it.
///
/// Used on the pool's writer queue only.
final class Writer {
    let statements: StatementCache
    let hot: HotStatements
    let keys: ChangeKeys
    /// Keys of each kind in memory at most.
    var gatheredMax = Writer.gatheredMax
    /// Events that this transaction has looked for and not found.
    var absent: Set<EventID> = []
    /// With the partners of the transaction under way.
    var partners: PartnerNumbers

    private let file: LedgerFile
    private let identity: LedgerFile.Identity?
    /// Set once a storage failure has left the outcome of a write unknown.
    private var poison: LedgerError?
    /// The first failure within the transaction under way: it must not commit.
    private var failure: (any Error)?
    private var isActive = false

    init(_ connection: OpaquePointer, _ file: LedgerFile) throws {
        statements = StatementCache(connection)
        hot = try HotStatements(connection)
        partners = try PartnerNumbers.load(statements)
        keys = try ChangeKeys.load(statements)
        self.file = file
        identity = file.identity
    }

    var isPoisoned: Bool { poison != nil }

    /// - Parameter committed: called once the transaction is durable.
    func transaction<Result>(
        _ body: (any LedgerTransaction) throws -> Result, committed: (Writer) -> Void
    ) throws -> Result {
        if let poison { throw poison }
        guard !isActive else {
            throw LedgerMisuse(operation: "write", detail: "a transaction within a transaction")
        }
        try checkFile()
        let before = partners
        failure = nil
        absent.removeAll(keepingCapacity: true)
        try hot.begin.run()
        isActive = true
        defer { isActive = false }
        do {
            let result = try body(self)
            if let failure { throw failure }
            try commit()
            keys.commit()
            committed(self)
            return result
        } catch {
            partners = before
            keys.rollBack()
            poisonIfNeeded(failure ?? error)
            rollback()
            throw error
        }
    }

    /// Runs a step of the transaction and remembers its failure, so that a caller who swallows it
    /// does not commit half of what was meant.
    func step<Result>(_ body: () throws -> Result) throws -> Result {
        guard isActive else {
            throw LedgerMisuse(operation: "write", detail: "the transaction has ended")
        }
        do {
            return try body()
        } catch {
            if failure == nil { failure = error }
            throw error
        }
    }

    private func commit() throws {
        do {
            try hot.commit.run()
        } catch let error as LedgerError {
            // Whatever the reason: whether it is durable is not known.
            failure =
                error.code == .corrupt || error.code == .storage
                ? error : LedgerError(.storage, "commit", advice: error.advice)
            throw failure ?? error
        }
    }

    private func poisonIfNeeded(_ error: any Error) {
        guard let error = error as? LedgerError, error.code == .storage || error.code == .corrupt
        else { return }
        poison = LedgerError(
            error.code, "write",
            advice: "an earlier write failed (\(error.description)); nothing more is written until"
                + " Orderbell is started again")
    }

    private func rollback() {
        // SQLite ends the transaction by itself after some failures.
        guard sqlite3_get_autocommit(statements.connection) == 0 else { return }
        do {
            try hot.rollback.run()
        } catch {
            poisonIfNeeded(LedgerError(.storage, "roll back", advice: "\(error)"))
        }
    }

    /// A file that was moved, removed or replaced takes every further commit with it.
    private func checkFile() throws {
        guard file.identity != identity else { return }
        let error = LedgerError(
            .storage, "write",
            advice: "\(file.path) was moved, removed or replaced while it was open; put it back"
                + " and start Orderbell again")
        poison = error
        throw error
    }
}
