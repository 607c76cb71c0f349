// SPDX-License-Identifier: Apache-2.0
import GRDB
import Ledger

/// Brings a ledger's schema up to this program's version, and refuses what it does not know.
struct Migrator {
    /// "Orbe": the file is a ledger of Orderbell's.
    static let applicationID: Int32 = 0x4F72_6265

    var migrations = Migration.all

    /// Applies what is missing, each migration in one transaction. Held by the instance lock.
    func migrate(_ database: Database) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= migrations.count else { throw Self.newer }
        if version > 0 { try checkApplied(database, version: version) }
        for number in version..<migrations.count {
            try database.inTransaction(.immediate) {
                try apply(migrations[number], number: number + 1, to: database)
                return .commit
            }
        }
    }

    private func apply(_ migration: Migration, number: Int, to database: Database) throws {
        if number == 1 {
            try database.execute(
                sql: """
                    CREATE TABLE migrations (
                        name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    PRAGMA application_id = \(Self.applicationID);
                    """)
        }
        try database.execute(sql: migration.sql)
        try database.execute(
            sql: "INSERT INTO migrations VALUES (?, ?, unixepoch())",
            arguments: [migration.name, migration.checksum])
        try database.execute(sql: "PRAGMA user_version = \(number)")
    }

    private func checkApplied(_ database: Database, version: Int) throws {
        let rows = try Row.fetchAll(
            database, sql: "SELECT name, checksum FROM migrations ORDER BY name")
        let applied = rows.map { [$0["name"] as String, $0["checksum"] as String] }
        let known = migrations.prefix(version).map { [$0.name, $0.checksum] }
        guard applied == known else {
            throw LedgerError(
                .corrupt, "open the ledger",
                advice: "its migrations are not those of this program: it was made by a changed"
                    + " build or tampered with; open it with the program that made it")
        }
    }

    static let newer = LedgerError(
        .newer, "open the ledger",
        advice: "a newer Orderbell wrote it; start that version, or restore a backup from before"
            + " the upgrade")
}
