// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Synchronization
import Testing

/// The failures that only the in-memory ledger can be told to have.
@Suite struct MemoryLedgerTests {
    private static let full = LedgerError(.storage, "commit", advice: "the disk is full")

    @Test("a lost commit keeps nothing, and nothing more is written until reopened")
    func lost() throws {
        let next = Mutex<MemoryLedger.CommitFailure?>(nil)
        let ledger = MemoryLedger { next.withLock { $0 } }
        try ledger.write { try $0.put(Sample.partner(Sample.beans)) }
        next.withLock { $0 = .lost(Self.full) }

        #expect(throws: LedgerError.self) { try ledger.accept(Sample.change(1)) }

        next.withLock { $0 = nil }
        #expect(throws: LedgerError.self) { try ledger.accept(Sample.change(1)) }
        ledger.reopen()
        #expect(try ledger.openingState().lastChange == 0)
        try ledger.accept(Sample.change(1))
    }

    @Test("a commit that is kept though it failed is there when reopened")
    func kept() throws {
        let fails = Mutex(false)
        let ledger = MemoryLedger { fails.withLock { $0 } ? .kept(Self.full) : nil }
        try ledger.write { try $0.put(Sample.partner(Sample.beans)) }
        fails.withLock { $0 = true }

        #expect(throws: LedgerError.self) { try ledger.accept(Sample.change(1)) }

        fails.withLock { $0 = false }
        #expect(throws: LedgerError.self) { try ledger.write { _ in } }
        ledger.reopen()
        #expect(try ledger.openingState().lastChange == 1)
    }
}
