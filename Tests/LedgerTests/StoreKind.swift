// SPDX-License-Identifier: Apache-2.0
import Foundation
import Ledger
import Testing

@testable import SQLiteLedger

/// The ledgers that every claim of the contract suite is tried on.
enum StoreKind: String, CaseIterable, Sendable {
    case memory
    case sqlite

    /// Runs `body` with a fresh ledger that has the partners of ``Sample``.
    func with(_ body: (TestLedger) async throws -> Void) async throws {
        switch self {
        case .memory:
            let ledger = TestLedger(MemoryLedger(), path: nil)
            try ledger.putPartners()
            try await body(ledger)
        case .sqlite:
            try await withFolder { folder in
                let path = folder + "/ledger.db"
                try SQLiteLedger.create(at: path)
                let ledger = TestLedger(try SQLiteLedger.open(at: path), path: path)
                try ledger.putPartners()
                do {
                    try await body(ledger)
                } catch {
                    try ledger.store.close()
                    throw error
                }
                try ledger.store.close()
            }
        }
    }
}

/// A ledger under test, which can be stopped and opened again.
final class TestLedger {
    private(set) var store: any LedgerStore & LedgerOpening
    let path: String?
    /// Of the SQLite ledger: how many keys it gathers in memory; also after ``reopen()``.
    var gatheredMax: Int? {
        didSet { applyGatheredMax() }
    }

    init(_ store: any LedgerStore & LedgerOpening, path: String?) {
        self.store = store
        self.path = path
    }

    @discardableResult
    func write<Result>(_ body: (any LedgerTransaction) throws -> Result) throws -> Result {
        try store.write(body)
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any LedgerReads) throws -> Result
    ) async throws -> Result {
        try await store.read(body)
    }

    /// What a new process finds.
    func reopen() throws {
        try store.close()
        if let path {
            store = try SQLiteLedger.open(at: path)
            applyGatheredMax()
        } else if let memory = store as? MemoryLedger {
            memory.reopen()
        }
    }

    private func applyGatheredMax() {
        guard let gatheredMax, let sqlite = store as? SQLiteLedger else { return }
        do {
            try sqlite.withWriter { _, writer in writer.gatheredMax = gatheredMax }
        } catch {
            Issue.record("\(error)")
        }
    }

    func putPartners() throws {
        try write { ledger in
            for partner in Sample.partners { try ledger.put(Sample.partner(partner)) }
        }
    }
}

/// Runs `body` with the path of an empty folder that is removed afterwards.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("orderbell-ledger-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(folder))
    } catch {
        outcome = .failure(error)
    }
    try FileManager.default.removeItem(atPath: folder)
    try outcome.get()
}
