// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite
import Ledger

/// Whether a ledger can be served from, as far as can be told in the time a start may take.
struct OpeningCheck {
    let file: LedgerFile

    /// Every page is checked up to this size: about 0.2 s.
    static let quickCheckBytesMax: Int64 = 64 << 20

    /// Looks at the -wal before SQLite recovers from it, which would end what can be told.
    func beforeOpening() throws {
        if file.walBytes > 0 {
            guard let fault = try WALCheck(path: file.walPath).fault() else { return }
            throw corrupt("\(fault); \(SQLiteFault.restore)")
        }
        guard try !wasOpen() else {
            throw corrupt(
                "the last stop was not clean, and \(file.walPath) with the last commits is gone;"
                    + " put it back, or restore a backup (docs/operating.md)")
        }
    }

    /// Reads the file as it is, without touching it: there is no -wal.
    private func wasOpen() throws -> Bool {
        var connection: OpaquePointer?
        defer { sqlite3_close(connection) }
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        let status = sqlite3_open_v2(file.immutableURI, &connection, flags, nil)
        guard status == SQLITE_OK, let connection else {
            throw SQLiteFault.error(status, connection, "open the ledger")
        }
        return try Statement(connection, "open the ledger", "SELECT open FROM run")
            .first { $0.int(0) != 0 } ?? true
    }

    func afterOpening(_ database: Database) throws {
        let fault =
            file.bytes <= Self.quickCheckBytesMax
            ? try quickFault(database) : try endsFault(database)
        guard let fault else { return }
        throw corrupt("\(file.path) is damaged (\(fault)); \(SQLiteFault.restore)")
    }

    private func corrupt(_ advice: String) -> LedgerError {
        LedgerError(.corrupt, "open the ledger", advice: advice)
    }

    /// From here on, until ``SQLiteLedger/close()``, a missing -wal means missing commits.
    static func markOpen(_ database: Database) throws {
        try database.execute(sql: "UPDATE run SET open = 1")
        // Into the file itself: it must be known there when the -wal is lost.
        try database.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)")
    }

    private func quickFault(_ database: Database) throws -> String? {
        let answer = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        return answer == "ok" ? nil : answer ?? "no answer"
    }

    /// Reads the first and the last rows of the large tables, in full.
    private func endsFault(_ database: Database) throws -> String? {
        for table in ["changes", "deliveries", "acks", "decisions"] {
            for order in ["ASC", "DESC"] {
                let rows = try Row.fetchAll(
                    database, sql: "SELECT * FROM \(table) ORDER BY rowid \(order) LIMIT 100")
                guard rows.allSatisfy({ !$0.isEmpty }) else { return "\(table) can't be read" }
            }
        }
        return nil
    }
}
