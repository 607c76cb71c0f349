// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Foundation
import GRDB
import Ledger
import Testing

@testable import SQLiteLedger

/// What is not a sound ledger of ours is refused, with a sentence that says what to do.
@Suite struct SQLiteOpeningTests {
    @Test("a missing ledger is refused and not created")
    func missing() async throws {
        try await withFolder { folder in
            let path = folder + "/ledger.db"

            expectRefusal(.missing, says: "orderbell init") { try SQLiteLedger.open(at: path) }

            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names == [])
        }
    }

    @Test("an existing file is never created over")
    func createTwice() async throws {
        try await withLedgerFile { path in
            expectRefusal(.foreign, says: "exists already") { try SQLiteLedger.create(at: path) }

            try SQLiteLedger.open(at: path).close()
        }
    }

    @Test("a ledger and what lies beside it can be read by its owner only")
    func mode() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            for suffix in ["", "-wal", "-shm", ".lock"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
            try ledger.close()
        }
    }

    @Test("a ledger that is open can't be opened again, and can be when it is closed")
    func inUse() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            let link = path + ".link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)

            for name in [path, link] {
                expectRefusal(.inUse, says: "stop it") { try SQLiteLedger.open(at: name) }
            }

            try ledger.close()
            try SQLiteLedger.open(at: link).close()
        }
    }

    @Test("an empty file is refused and stays empty")
    func emptyFile() async throws {
        try await withFolder { folder in
            let path = folder + "/ledger.db"
            try Data().write(to: URL(fileURLWithPath: path))

            expectRefusal(.corrupt, says: "restore a backup") { try SQLiteLedger.open(at: path) }

            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).isEmpty)
        }
    }

    @Test(
        "what is not ours is refused and stays as it is", arguments: ["text", "database", "folder"])
    func foreign(kind: String) async throws {
        try await withFolder { folder in
            let path = folder + "/ledger.db"
            switch kind {
            case "text":
                try Data("partner: beans\n".utf8).write(to: URL(fileURLWithPath: path))
            case "database":
                let other = try DatabaseQueue(path: path)
                try other.inDatabase { try $0.execute(sql: "CREATE TABLE music (title TEXT)") }
                try other.close()
            default:
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true)
            }
            let before = FileManager.default.contents(atPath: path)

            expectRefusal(.foreign, says: "name another file") { try SQLiteLedger.open(at: path) }

            #expect(FileManager.default.contents(atPath: path) == before)
        }
    }

    @Test("a newer schema is refused, in the file or still in its -wal", arguments: [true, false])
    func newer(checkpointed: Bool) async throws {
        try await withLedgerFile { path in
            let other = try DatabaseQueue(path: path)
            try other.inDatabase { database in
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99")
            }
            let copy = path + ".copy"
            if checkpointed {
                try other.close()
                try FileManager.default.copyItem(atPath: path, toPath: copy)
            } else {
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
                try other.close()
            }

            expectRefusal(.newer, says: "newer Orderbell") { try SQLiteLedger.open(at: copy) }
        }
    }

    @Test(
        "a migration that is not the known one is refused",
        arguments: [
            "UPDATE migrations SET checksum = 'x'",
            "UPDATE migrations SET name = 'other' WHERE name LIKE '0001%'",
            "DELETE FROM migrations",
        ])
    func tampered(sql: String) async throws {
        try await withLedgerFile { path in
            let other = try DatabaseQueue(path: path)
            try other.inDatabase { try $0.execute(sql: sql) }
            try other.close()

            expectRefusal(.corrupt, says: "migrations") { try SQLiteLedger.open(at: path) }
        }
    }

    @Test("the first migration is frozen")
    func frozen() async throws {
        try await withLedgerFile { path in
            let other = try DatabaseQueue(path: path)
            let rows = try other.inDatabase {
                try Row.fetchAll($0, sql: "SELECT * FROM migrations")
            }
            try other.close()

            #expect(rows.map { $0["name"] as String } == Migration.all.map(\.name))
            #expect(rows.first.map { $0["checksum"] as String } == Self.firstChecksum)
        }
    }

    /// Until the first release this follows the schema; from then on it never changes.
    private static let firstChecksum = "af954f92b41dae3d61b3868475ab86e3"

    @Test("a ledger in a folder that can't be written is refused", .enabled(if: getuid() != 0))
    func readOnlyFolder() async throws {
        try await withLedgerFile { path in
            let folder = (path as NSString).deletingLastPathComponent
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)

            expectRefusal(.unavailable, says: "write") { try SQLiteLedger.open(at: path) }

            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        }
    }

    @Test("a ledger can't be created where there is no folder")
    func noFolder() async throws {
        try await withFolder { folder in
            expectRefusal(.unavailable, says: "folder") {
                try SQLiteLedger.create(at: folder + "/none/ledger.db")
            }
        }
    }
}

/// Expects that `body` is refused with `code` and an advice that has `words` in it.
func expectRefusal<Result>(
    _ code: LedgerError.Code, says words: String, _ body: () throws -> Result,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    do {
        _ = try body()
        Issue.record("nothing was refused", sourceLocation: sourceLocation)
    } catch let error as LedgerError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        #expect(error.advice.contains(words), "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}

/// Runs `body` with the path of a new, closed ledger.
func withLedgerFile(_ body: (String) async throws -> Void) async throws {
    try await withFolder { folder in
        let path = folder + "/ledger.db"
        try SQLiteLedger.create(at: path)
        try await body(path)
    }
}
