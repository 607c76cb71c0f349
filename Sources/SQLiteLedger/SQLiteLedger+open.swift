// SPDX-License-Identifier: Apache-2.0
import GRDB
import Glibc
import Ledger

extension SQLiteLedger {
    /// Creates an empty ledger at `path`, which must not exist, and closes it again.
    ///
    /// It is built under another name and renamed: a crash leaves no half ledger at `path`.
    package static func create(at path: String) throws {
        let file = LedgerFile(path: path)
        guard !file.exists else {
            throw LedgerError(
                .foreign, "create a ledger",
                advice: "\(path) exists already; nothing was changed; name another file, or open it"
            )
        }
        let lock = try InstanceLock(ledger: path)
        defer { lock.release() }
        try LedgerCopy(to: path).build { building in
            let queue = try DatabaseQueue(path: building, configuration: configuration())
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try Migrator().migrate(database)
            }
            try queue.close()
        }
    }

    /// Opens the ledger at `path`, brings its schema up to date and checks it.
    ///
    /// Up to ``quickCheckBytesMax`` every page is checked (`quick_check`). A larger ledger gets
    /// what costs the same at every size: header, length, migrations, the -wal's frames and the
    /// ends of its tables; `LedgerReads.verify` checks all of it while it is in use.
    ///
    /// - Throws: ``LedgerError`` that says what to do; nothing has been changed then.
    package static func open(at path: String) throws -> SQLiteLedger {
        let file = try LedgerFile.existing(at: path)
        let lock = try InstanceLock(ledger: file.path)
        do {
            try file.check()
            try OpeningCheck(file: file).beforeOpening()
            let pool = try DatabasePool(path: file.path, configuration: configuration())
            try pool.writeWithoutTransaction { database in
                try prepareWriter(database)
                try OpeningCheck(file: file).afterOpening(database)
                try Migrator().migrate(database)
                try OpeningCheck.markOpen(database)
            }
            return try SQLiteLedger(pool: pool, lock: lock, file: file)
        } catch {
            lock.release()
            throw SQLiteFault.translate(error, "open the ledger")
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "orderbell.ledger"
        configuration.maximumReaderCount = readersMax
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(busySeconds)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA cache_size = -2048")
        }
        return configuration
    }

    /// What only the writing connection has. GRDB sets `synchronous=NORMAL` in WAL mode, which
    /// loses commits with the power: so FULL comes after it, and is read back.
    private static func prepareWriter(_ database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = -\(writerCacheKiB);
                PRAGMA wal_autocheckpoint = \(checkpointPages);
                PRAGMA journal_size_limit = \(walBytesKept);
                """)
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard synchronous == 2, journal == "wal" else {
            throw LedgerError(
                .storage, "open the ledger",
                advice:
                    "SQLite does not keep commits durable there (synchronous \(synchronous ?? -1),"
                    + " journal \(journal ?? "none")); keep the ledger on a local disk")
        }
    }

    static let busySeconds = 5.0
    static let writerCacheKiB = 16_384
    /// A checkpoint starts at this many pages (64 MiB): a page that changed often is moved once. A
    /// start after a crash reads as much.
    static let checkpointPages = 16_000
    static let walBytesKept = 134_217_728
}
