// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// A snapshot of what is committed, on one of the reading connections.
final class Reader {
    let statements: StatementCache
    let partners: PartnerNumbers

    /// - Parameter known: the partners as the writer last told; the snapshot may be newer.
    init(_ connection: OpaquePointer, _ known: PartnerNumbers) throws {
        statements = StatementCache(connection)
        let count = try statements("read partners", "SELECT max(number) FROM partners")
            .first { $0.int(0) } ?? 0
        partners = count == known.count ? known : try PartnerNumbers.load(statements)
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
