// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite
package import Ledger
import Synchronization

/// The ledger in one SQLite file, for one process at a time.
///
/// One connection writes and checkpoints, with `synchronous=FULL`: a commit is one fsync of the
/// -wal file. Up to ``readersMax`` read-only connections read committed snapshots beside it. They
/// come from GRDB's pool; what is asked often goes through statements prepared once.
package final class SQLiteLedger: LedgerStore {
    private let pool: DatabasePool
    private let lock: InstanceLock
    private let writer: WriterBox
    /// The partners as committed.
    private let partners: Mutex<PartnerNumbers>
    private let keys: ChangeKeys

    static let readersMax = 4

    init(pool: DatabasePool, lock: InstanceLock, file: LedgerFile) throws {
        self.pool = pool
        self.lock = lock
        let made = try pool.writeWithoutTransaction { database in
            try Writer(database.ledgerConnection, file)
        }
        writer = WriterBox(made)
        partners = Mutex(made.partners)
        keys = made.keys
    }

    package func write<Result>(_ body: (any LedgerTransaction) throws -> Result) throws -> Result {
        try pool.writeWithoutTransaction { _ in
            try writer.opened().transaction(body) { writer in
                guard writer.partners.count != partnersCount else { return }
                partners.withLock { $0 = writer.partners }
            }
        }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any LedgerReads) throws -> Result
    ) async throws -> Result {
        let known = partners.withLock { $0 }
        // Before the snapshot begins: what is written to the table after that is still in it.
        let gathered = keys.current
        do {
            return try await pool.read { database in
                try body(Reader(database.ledgerConnection, known, gathered))
            }
        } catch {
            throw SQLiteFault.translate(error, "read the ledger")
        }
    }

    /// Notes the clean stop, checkpoints and closes; another process may then open the ledger.
    ///
    /// After a storage failure everything is left as a crash would leave it.
    package func close() throws {
        do {
            let isSound = try pool.writeWithoutTransaction { database in
                guard let writer = writer.take() else { return true }
                if !writer.isPoisoned { try database.execute(sql: "UPDATE run SET open = 0") }
                return !writer.isPoisoned
            }
            if isSound {
                // Readers that are still cached would keep the last checkpoint from emptying the
                // -wal, and a copy of the one file would then miss what is in it.
                pool.invalidateReadOnlyConnections()
                try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
                try pool.close()
            } else {
                abandon()
            }
        } catch {
            abandon()
            throw SQLiteFault.translate(error, "close the ledger")
        }
        lock.release()
    }

    /// Keeps the connections open for the rest of the process: closing the last one would
    /// checkpoint, which tries a failed fsync again and believes what it then says.
    private func abandon() {
        Self.abandoned.withLock { $0.append(pool) }
        lock.release()
    }

    private static let abandoned = Mutex<[DatabasePool]>([])

    /// Runs `body` with the writer, on its queue, outside any transaction.
    func withWriter<Result>(_ body: (Database, Writer) throws -> Result) throws -> Result {
        do {
            return try pool.writeWithoutTransaction { try body($0, writer.opened()) }
        } catch {
            throw SQLiteFault.translate(error, "read the ledger")
        }
    }

    /// Copies the ledger as committed into a new file, beside everything else that goes on.
    ///
    /// - Parameter path: must not exist. The copy appears there complete or not at all.
    package func backup(to path: String) throws {
        try LedgerCopy(to: path).make(from: pool)
    }

    private var partnersCount: Int { partners.withLock { $0.count } }
}

/// Hands the writer across threads.
///
/// Safe because it is used inside `pool.writeWithoutTransaction` only, which runs one at a time.
private final class WriterBox: @unchecked Sendable {
    private var writer: Writer?

    init(_ writer: Writer) { self.writer = writer }

    func opened() throws -> Writer {
        guard let writer else {
            throw LedgerError(.unavailable, "use the ledger", advice: "it has been closed")
        }
        return writer
    }

    func take() -> Writer? {
        defer { writer = nil }
        return writer
    }
}

extension Database {
    /// The C interface's connection.
    var ledgerConnection: OpaquePointer {
        get throws {
            guard let sqliteConnection else {
                throw LedgerError(.unavailable, "use the ledger", advice: "it has been closed")
            }
            return sqliteConnection
        }
    }
}
