// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite
import Ledger

/// What went wrong in SQLite, in the ledger's words.
enum SQLiteFault {
    /// - Parameter connection: asked for SQLite's own sentence; nil: there is no connection.
    static func error(
        _ status: Int32, _ connection: OpaquePointer?, _ operation: String
    ) -> any Error {
        let message =
            connection.flatMap(sqlite3_errmsg).map { String(cString: $0) }
            ?? String(cString: sqlite3_errstr(status))
        return error(status, message: message, operation)
    }

    /// A failure of GRDB's; every other error stays what it is.
    static func translate(_ error: any Error, _ operation: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return self.error(
            error.extendedResultCode.rawValue, message: error.message ?? "unknown", operation)
    }

    private static func error(
        _ status: Int32, message: String, _ operation: String
    ) -> any Error {
        let found = "SQLite says: \(message) (\(status))"
        return switch status & 0xFF {
        case SQLITE_CONSTRAINT:
            LedgerMisuse(operation: operation, detail: message)
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            LedgerError(.corrupt, operation, advice: "\(found); \(restore)")
        case SQLITE_BUSY, SQLITE_LOCKED:
            LedgerError(
                .unavailable, operation,
                advice: "\(found); end the other program that has the ledger's file open")
        case SQLITE_FULL:
            LedgerError(
                .storage, operation,
                advice: "\(found); make room on its disk, then start Orderbell again")
        default:
            LedgerError(
                .storage, operation,
                advice: "\(found); look after its disk (`dmesg`), then start Orderbell again")
        }
    }

    /// What to do about a ledger that is damaged.
    static let restore =
        "keep a copy of its files, check the disk, and restore a backup (docs/operating.md)"
}
