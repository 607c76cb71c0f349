// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
package import Ledger

extension SQLiteLedger: LedgerOpening {
    /// Counts from indexes alone, so that a million open deliveries take a fraction of a second.
    package func openingState() throws -> OpeningState {
        try withWriter { _, writer in
            try OpeningReader(statements: writer.statements, partners: writer.partners).state()
        }
    }
}

/// Reads what the writer starts from.
private struct OpeningReader {
    let statements: StatementCache
    let partners: PartnerNumbers

    func state() throws -> OpeningState {
        var state = OpeningState()
        state.lastChange = try last("changes", "sequence")
        state.lastAck = try last("acks", "id")
        state.lastDecision = try last("decisions", "id")
        state.partners = try readPartners()
        state.tokens = try readTokens()
        state.totals = try readTotals()
        state.openCounts = try countOpen()
        state.window = try readWindow(state.openCounts)
        try statements("count acks", "SELECT sender, count(*) FROM acks GROUP BY sender")
            .forEachRow { state.inboxCounts[$0.text(0)] = Int($0.int(1)) }
        try statements("read marks", "SELECT name, value FROM marks")
            .forEachRow { state.marks[$0.text(0)] = $0.text(1) }
        return state
    }

    private func last(_ table: String, _ column: String) throws -> Int64 {
        try statements("read the last number", "SELECT max(\(column)) FROM \(table)")
            .first { $0.int(0) } ?? 0
    }

    private func readPartners() throws -> [Partner] {
        var all: [Partner] = []
        try statements("read partners", "SELECT id, settings, created_at FROM partners ORDER BY id")
            .forEachRow { row in
                all.append(
                    Partner(
                        id: PartnerID(trusted: row.text(0)),
                        settings: try SettingsText.decode(row.text(1)),
                        createdAt: Timestamp(microseconds: row.int(2))))
            }
        return all
    }

    private func readTokens() throws -> [TokenRecord] {
        var all: [TokenRecord] = []
        try statements(
            "read tokens",
            """
            SELECT prefix, hash, role, partner, created_at, expires_at, revoked_at
            FROM tokens ORDER BY hash
            """
        ).forEachRow { row in
            guard let role = Role(rawValue: row.text(2)) else {
                throw RecordRow.corrupt("the token \(row.text(0)) has an unknown role")
            }
            all.append(
                TokenRecord(
                    prefix: row.text(0), hash: row.bytes(1), role: role,
                    partner: row.optionalText(3).map(PartnerID.init(trusted:)),
                    createdAt: Timestamp(microseconds: row.int(4)), expiresAt: row.time(5),
                    revokedAt: row.time(6)))
        }
        return all
    }

    private func readTotals() throws -> [PartnerID: Totals] {
        var all: [PartnerID: Totals] = [:]
        try statements("read totals", "SELECT * FROM totals").forEachRow { row in
            var sums = Totals()
            sums.accepted = Int(row.int(1))
            sums.published = Int(row.int(2))
            sums.received = Int(row.int(3))
            sums.processedFacts = Int(row.int(4))
            sums.late = Int(row.int(5))
            sums.acks = Int(row.int(6))
            for outcome in Outcome.allCases {
                let count = Int(row.int(6 + Int32(outcome.number)))
                if count != 0 { sums.outcomes[outcome] = count }
            }
            all[try partner(row.int(0))] = sums
        }
        return all
    }

    private func countOpen() throws -> [PartnerID: [Place: Int]] {
        var counts: [PartnerID: [Place: Int]] = [:]
        try statements(
            "count what is open",
            """
            SELECT partner, place, count(*) FROM deliveries INDEXED BY deliveries_open
            WHERE outcome IS NULL GROUP BY partner, place
            """
        ).forEachRow { row in
            guard let place = Place(rawValue: Int(row.int(1))) else {
                throw RecordRow.corrupt("a delivery waits in an unknown place")
            }
            counts[try partner(row.int(0)), default: [:]][place] = Int(row.int(2))
        }
        return counts
    }

    private func readWindow(_ counts: [PartnerID: [Place: Int]]) throws -> [DeliveryRecord] {
        let read = try statements("read the windows", RecordQueries.waiting)
        var window: [DeliveryRecord] = []
        for (partner, places) in counts where places[.window] != nil {
            guard let number = partners.number(of: partner) else { continue }
            read.bind(1, number)
            read.bind(2, Place.window.rawValue)
            read.bind(3, -1)
            try read.forEachRow { window.append(try RecordRow.record($0, partners)) }
        }
        return window.sorted { $0.id < $1.id }
    }

    private func partner(_ number: Int64) throws -> PartnerID {
        guard let partner = partners.id(of: number) else {
            throw RecordRow.corrupt("there is no partner number \(number)")
        }
        return partner
    }
}
