// SPDX-License-Identifier: Apache-2.0
import Contract

/// The small numbers that stand for partners in the ledger's rows: 1, 2, 3, …; never given twice.
struct PartnerNumbers: Sendable {
    private var numbers: [PartnerID: Int64] = [:]
    private var ids: [PartnerID] = []

    var count: Int { ids.count }

    /// Every partner, by its number.
    var all: [PartnerID] { ids }

    func number(of partner: PartnerID) -> Int64? { numbers[partner] }

    func id(of number: Int64) -> PartnerID? {
        number >= 1 && number <= ids.count ? ids[Int(number) - 1] : nil
    }

    /// Gives the next number.
    mutating func add(_ partner: PartnerID) -> Int64 {
        ids.append(partner)
        numbers[partner] = Int64(ids.count)
        return Int64(ids.count)
    }

    /// What the ledger has: numbers without a gap, or else it is not ours.
    static func load(_ statements: StatementCache) throws -> PartnerNumbers {
        var loaded = PartnerNumbers()
        let all = try statements("read partners", "SELECT number, id FROM partners ORDER BY number")
        try all.forEachRow { row in
            guard loaded.add(PartnerID(trusted: row.text(1))) == row.int(0) else {
                throw RecordRow.corrupt("the partners' numbers have a gap")
            }
        }
        return loaded
    }
}
