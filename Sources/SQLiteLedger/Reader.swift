// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// A snapshot of what is committed, on one of the reading connections.
final class Reader {
    let statements: StatementCache
    let partners: PartnerNumbers
    private var gathered: ChangeKeys.State
    /// Up to this change what is gathered can be relied on.
    private var gatheredUpTo: Int64

    /// - Parameters:
    ///   - known: the partners as the writer last told; the snapshot may be newer.
    ///   - gathered: the keys as they were before the snapshot.
    init(
        _ connection: OpaquePointer, _ known: PartnerNumbers, _ gathered: ChangeKeys.State
    ) throws {
        self.gathered = gathered
        gatheredUpTo = gathered.lastCommitted
        statements = StatementCache(connection)
        let count =
            try statements("read partners", "SELECT max(number) FROM partners")
            .first { $0.int(0) } ?? 0
        partners = count == known.count ? known : try PartnerNumbers.load(statements)
    }

    /// The numbers of the changes that may have this key.
    func sequences(of key: ChangeKey) throws -> [Int64] {
        try gatherRest()
        var found = gathered.sequences(of: key)
        let table = try statements(
            "look up a key", "SELECT sequence FROM change_keys WHERE kind = ? AND key = ?")
        table.bind(1, key.kind.rawValue)
        table.bind(2, key.number)
        try table.forEachRow { found.append($0.int(0)) }
        return found.count < 2 ? found : Set(found).sorted()
    }

    /// Adds what was committed after the keys were taken and before the snapshot began.
    private func gatherRest() throws {
        let rest = try statements(
            "look up a key",
            "SELECT sequence, event_id, order_id FROM changes WHERE sequence > ? ORDER BY sequence")
        rest.bind(1, gatheredUpTo)
        try rest.forEachRow {
            gathered.add(event: $0.text(1), order: $0.text(2), sequence: $0.int(0))
            gatheredUpTo = $0.int(0)
        }
    }

    func records(_ statement: Statement) throws -> [DeliveryRecord] {
        var found: [DeliveryRecord] = []
        try statement.forEachRow { found.append(try RecordRow.record($0, partners)) }
        return found
    }

    /// Rows of ``RecordRow/columns``, the history and the body.
    func details(_ statement: Statement) throws -> [DeliveryDetail] {
        var found: [DeliveryDetail] = []
        try statement.forEachRow { row in
            found.append(
                DeliveryDetail(
                    record: try RecordRow.record(row, partners),
                    history: try HistoryCodec.decode(row.bytes(RecordRow.columnCount)),
                    order: row.optionalBytes(RecordRow.columnCount + 1)))
        }
        return found
    }

    static func page(_ limit: Int) -> Int { min(max(limit, 0), pageMax) }

    /// As ``LedgerReads`` says.
    static let pageMax = 1000
}
