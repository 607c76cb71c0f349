// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

@Suite struct LedgerFilterTests {
    @Test(
        "every filter shows exactly the rows that fit it, newest first",
        arguments: StoreKind.allCases, [1, 2, 3] as [UInt64])
    func filters(kind: StoreKind, seed: UInt64) async throws {
        try await kind.with { ledger in
            var rows = RandomRows(seed: seed)
            var all: [DeliveryRecord] = []
            try ledger.write { store in
                for _ in 0..<200 { all += try store.accept(rows.change()) }
                for index in all.indices where rows.random.chance(80) {
                    rows.stir(&all[index])
                    try store.update([all[index]])
                    all[index].unsavedHistory = []
                }
            }

            for _ in 0..<400 {
                let filter = rows.filter()
                let before =
                    rows.random.chance(30) ? rows.random.pick(all).id : nil
                let limit = 1 + rows.random.below(40)
                let found = try await ledger.read {
                    try $0.deliveries(filter, before: before, limit: limit)
                }
                let expected = all.reversed().filter { record in
                    filter.fits(record) && before.map { record.id < $0 } ?? true
                }
                #expect(found == Array(expected.prefix(limit)), "seed \(seed), \(filter)")
            }
        }
    }
}
