// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

extension Reader {
    /// Reads everything, beside what goes on; the -wal grows meanwhile, since no checkpoint can
    /// pass the snapshot.
    func verify() throws -> [String] {
        var faults = try integrityFaults()
        faults += try ruleFaults()
        faults += try rowFaults()
        faults += try keyFaults()
        faults += try totalsFaults()
        return faults
    }

    private func integrityFaults() throws -> [String] {
        var faults: [String] = []
        let check = try statements("check the file", "PRAGMA integrity_check(\(Self.faultsMax))")
        try check.forEachRow { row in
            if row.text(0) != "ok" { faults.append("the file is damaged: \(row.text(0))") }
        }
        return faults
    }

    /// Each query finds rows that can't be.
    private func ruleFaults() throws -> [String] {
        try [
            (
                "a change has two deliveries for one partner, the second being",
                """
                SELECT max(id) FROM deliveries GROUP BY partner, id >> 10 HAVING count(*) > 1
                """
            ),
            (
                "place and outcome do not fit in delivery",
                "SELECT id FROM deliveries WHERE (place = 0) <> (outcome IS NOT NULL)"
            ),
            (
                "an open delivery has a time of closing, or a closed one none: delivery",
                "SELECT id FROM deliveries WHERE (outcome IS NULL) <> (closed_at IS NULL)"
            ),
            (
                "there is no change for delivery",
                """
                SELECT id FROM deliveries
                WHERE NOT EXISTS (SELECT 1 FROM changes WHERE sequence = id >> 10)
                """
            ),
            (
                "not as many deliveries as it names partners has change",
                """
                SELECT c.sequence FROM changes c WHERE c.partners <> (
                    SELECT count(*) FROM deliveries d
                    WHERE d.id BETWEEN c.sequence << 10 AND c.sequence << 10 | 1023)
                """
            ),
        ].flatMap { sentence, sql in
            var faults: [String] = []
            try statements("check the ledger", "\(sql) LIMIT \(Self.faultsMax)")
                .forEachRow { faults.append("\(sentence) \($0.int(0))") }
            return faults
        }
    }

    /// Reads every delivery as its users would.
    private func rowFaults() throws -> [String] {
        var faults: [String] = []
        let all = try statements(
            "check the ledger",
            """
            SELECT \(RecordRow.columns), d.history, d.deadline
            FROM deliveries d \(RecordRow.fromDeliveries)
            """)
        try all.forEachRow { row in
            guard faults.count < Self.faultsMax else { return }
            do {
                let record = try RecordRow.record(row, partners)
                _ = try HistoryCodec.decode(row.bytes(RecordRow.columnCount))
                if record.deadline.microseconds != row.int(RecordRow.columnCount + 1) {
                    faults.append("the deadline does not fit in delivery \(record.id.rawValue)")
                }
            } catch let error as LedgerError {
                faults.append("delivery \(row.int(0)) is unreadable: \(error.advice)")
            }
        }
        return faults
    }

    /// Every change is found by both of its ids, and no event is there twice.
    private func keyFaults() throws -> [String] {
        var faults: [String] = []
        let all = try statements(
            "check the keys", "SELECT sequence, event_id, order_id FROM changes")
        let text = try statements(
            "check the keys", "SELECT count(*) FROM changes WHERE sequence = ? AND event_id = ?")
        try all.forEachRow { row in
            guard faults.count < Self.faultsMax else { return }
            let sequence = row.int(0)
            let event = try sequences(of: ChangeKey(event: row.text(1)))
            let order = try sequences(of: ChangeKey(order: row.text(2)))
            if !event.contains(sequence) || !order.contains(sequence) {
                faults.append("one of its ids does not lead to change \(sequence)")
            }
            for other in event where other < sequence {
                text.bind(1, other)
                text.bind(2, text: row.text(1))
                if try text.first({ $0.int(0) }) == 1 {
                    faults.append("the event of change \(other) is there again as \(sequence)")
                }
            }
        }
        return faults
    }

    /// What is published is left out: that fact may be written after it is counted.
    private func totalsFaults() throws -> [String] {
        let outcomes = Outcome.allCases.map {
            (column: $0.rawValue, sum: "outcome IS \($0.number)")
        }
        let sums =
            outcomes + [
                ("late", "late"), ("received", "received_at IS NOT NULL"),
                ("processed_facts", "processed_at IS NOT NULL"), ("accepted", "1"),
            ]
        let counted = sums.map { "sum(\($0.sum)) AS \($0.column)" }.joined(separator: ", ")
        let differ = sums.map { "ifnull(t.\($0.column), 0) <> ifnull(c.\($0.column), 0)" }
            .joined(separator: " OR ")
        let compare = try statements(
            "check the sums",
            """
            SELECT p.id FROM partners p
            LEFT JOIN (SELECT partner, \(counted) FROM deliveries GROUP BY partner) c
                ON c.partner = p.number
            LEFT JOIN totals t ON t.partner = p.number
            WHERE \(differ) LIMIT \(Self.faultsMax)
            """)
        var faults: [String] = []
        try compare.forEachRow { faults.append("the sums are wrong of partner \($0.text(0))") }
        return faults
    }

    /// Of each kind.
    private static let faultsMax = 100
}
