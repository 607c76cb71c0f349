// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger
import Testing

@testable import SQLiteLedger

/// Questions that are asked often are answered from an index, whatever the ledger's size.
@Suite struct SQLitePlanTests {
    static let fixed = [
        RecordQueries.waiting, RecordQueries.timed, RecordQueries.nextDue, RecordQueries.overdue,
        RecordQueries.openOfOrder, RecordQueries.newestOfOrder, RecordQueries.unprocessedOfOrder,
        RecordQueries.lastDecision, ReaderQueries.detailOfKey,
        ReaderQueries.detailsOfOrder(
            hasPartner: true, "WHERE ?1 IS NOT NULL AND c.order_id = ? AND d.partner = ?"),
        ReaderQueries.detailsOfOrder(hasPartner: false, "WHERE ?1 IS NOT NULL AND c.order_id = ?"),
        ReaderQueries.latestOfOrder, ReaderQueries.feed, ReaderQueries.feedOfType,
        ReaderQueries.openOfPartner, ReaderQueries.oldestInPlace,
    ]

    @Test("no fixed query scans a table", arguments: fixed)
    func fixedQueries(sql: String) async throws {
        #expect(try await scans(sql) == [])
    }

    @Test(
        "a list of a partner, an order, an event or a rare outcome scans no table",
        arguments: [
            "partner", "order", "event", "outcome", "open", "partner+open", "partner+outcome",
            "partner+stage", "order+partner",
        ])
    func filters(names: String) async throws {
        var filter = DeliveryFilter()
        for name in names.split(separator: "+") {
            switch name {
            case "partner": filter.partner = Sample.beans
            case "order": filter.order = OrderID(trusted: "o")
            case "event": filter.event = Sample.event(1)
            case "outcome": filter.outcome = .dead
            case "stage": filter.stage = .received
            default: filter.open = true
            }
        }
        let query = DeliveryQuery(
            filter, found: [1], partner: filter.partner == nil ? nil : 1, ids: nil,
            before: DeliveryID(rawValue: 9))

        #expect(try await scans(query.sql) == [])
    }

    /// The steps of the plan that read a whole table; a scan of an index alone, or of what a step
    /// before has found, is none.
    private func scans(_ sql: String) async throws -> [String] {
        var found: [String] = []
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            let plan = try ledger.withWriter { _, writer in
                var steps: [String] = []
                try writer.statements("explain", "EXPLAIN QUERY PLAN " + sql)
                    .forEachRow { steps.append($0.text(3)) }
                return steps
            }
            try ledger.close()
            found = plan.filter {
                $0.hasPrefix("SCAN") && !$0.contains("INDEX deliveries_open") && $0 != "SCAN found"
                    && !$0.hasPrefix("SCAN k ") && !$0.hasPrefix("SCAN (")
                    && !$0.contains("CONSTANT ROW")
            }
        }
        return found
    }
}
