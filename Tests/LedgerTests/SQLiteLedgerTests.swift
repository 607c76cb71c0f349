// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Foundation
import GRDB
import Ledger
import Testing

@testable import SQLiteLedger

/// How the SQLite ledger keeps its promises.
@Suite struct SQLiteLedgerTests {
    @Test("a commit is synced: WAL with synchronous=FULL on the connection that writes")
    func durability() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            let settings = try ledger.withWriter { database, _ in
                try ["synchronous", "journal_mode", "foreign_keys", "page_size", "temp_store"].map {
                    try String.fetchOne(database, sql: "PRAGMA \($0)") ?? ""
                }
            }

            #expect(settings == ["2", "wal", "0", "4096", "2"])
            try ledger.close()
        }
    }

    @Test("readers can't write")
    func readers() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)

            let failure = await #expect(throws: LedgerError.self) {
                try await ledger.read { reads in
                    let reader = try #require(reads as? Reader)
                    try reader.statements("try", "DELETE FROM changes").run()
                }
            }

            #expect(failure?.advice.contains("readonly") == true)
            try ledger.close()
        }
    }

    @Test("a clean stop leaves one file, and nothing to recover")
    func cleanStop() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            try ledger.write { try $0.put(Sample.partner(Sample.beans)) }
            try ledger.close()

            let folder = (path as NSString).deletingLastPathComponent
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["ledger.db", "ledger.db.lock"])
            #expect(throws: LedgerError.self) { try ledger.write { _ in } }
        }
    }

    @Test("after a storage failure nothing is written until reopened")
    func poison() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            try ledger.write { try $0.put(Sample.partner(Sample.beans)) }
            try ledger.withWriter { database, _ in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
            let body = "{\"x\":\"" + String(repeating: "x", count: 50_000) + "\"}"

            expectRefusal(.storage, says: "make room") {
                try ledger.accept(Sample.change(1, body: body))
            }

            expectRefusal(.storage, says: "started again") { try ledger.write { _ in } }
            try ledger.close()
            let again = try SQLiteLedger.open(at: path)
            #expect(try again.openingState().lastChange == 0)
            try again.accept(Sample.change(1, body: body))
            try again.close()
        }
    }

    @Test("a backup made while writing is a whole ledger of its own")
    func backup() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            try ledger.write { store in
                try store.put(Sample.partner(Sample.beans))
                _ = try store.accept(Sample.change(1))
            }
            let copy = path + ".backup"
            try ledger.backup(to: copy)
            try ledger.accept(Sample.change(2))

            expectRefusal(.foreign, says: "exists already") { try ledger.backup(to: copy) }
            let restored = try SQLiteLedger.open(at: copy)
            #expect(try restored.openingState().lastChange == 1)
            try restored.close()
            try ledger.close()
        }
    }

    @Test("an update that moves nothing touches no index")
    func quietUpdate() async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            var record = try ledger.write { store in
                try store.put(Sample.partner(Sample.beans))
                return try store.accept(Sample.change(1), place: .window)[0]
            }
            record.publishedAt = Sample.time(3)
            record.nextAttemptAt = Sample.time(30)
            try ledger.write { try $0.update([record]) }

            let touched = try ledger.withWriter { _, writer in
                var count = 0
                try writer.statements("explain", "EXPLAIN " + HotStatements.updateFactsSQL)
                    .forEachRow {
                        if ["IdxInsert", "IdxDelete"].contains($0.text(1)) { count += 1 }
                    }
                return count
            }
            // One index has the due time, for deliveries in `.timed` alone.
            #expect(touched <= 2)
            try ledger.close()
        }
    }
}
