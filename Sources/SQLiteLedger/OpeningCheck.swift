// SPDX-License-Identifier: Apache-2.0
import GRDB
import Ledger

/// Whether a ledger can be served from, as far as can be told in the time a start may take.
struct OpeningCheck {
    let file: LedgerFile

    /// Every page is checked up to this size: about 0.2 s.
    static let quickCheckBytesMax: Int64 = 64 << 20

    /// Looks at the -wal before SQLite recovers from it, which would end what can't be told later.
    func beforeOpening() throws {
        guard let fault = try WALCheck(path: file.walPath).fault() else { return }
        throw LedgerError(.corrupt, "open the ledger", advice: "\(fault); \(SQLiteFault.restore)")
    }

    /// - Parameter hadWAL: whether there was a -wal when the file was opened.
    func afterOpening(_ database: Database, hadWAL: Bool) throws {
        let wasOpen = try Bool.fetchOne(database, sql: "SELECT open FROM run") ?? true
        guard !wasOpen || hadWAL else {
            throw LedgerError(
                .corrupt, "open the ledger",
                advice: "the last stop was not clean, and \(file.walPath) with the last commits is"
                    + " gone; put it back, or restore a backup (docs/operating.md)")
        }
        let fault =
            file.bytes <= Self.quickCheckBytesMax
            ? try quickFault(database) : try endsFault(database)
        guard let fault else { return }
        throw LedgerError(
            .corrupt, "open the ledger",
            advice: "\(file.path) is damaged (\(fault)); \(SQLiteFault.restore)")
    }

    static func markOpen(_ database: Database) throws {
        try database.execute(sql: "UPDATE run SET open = 1")
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
