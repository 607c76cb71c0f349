// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// The query for a ``DeliveryFilter``, newest first, driven by the index that narrows it most.
///
/// In this order: the event, the order, a rare outcome, the partner (its open ones or its feed),
/// all that is open, all. The first five read what they find and little else; the rest of the
/// filter is checked row by row, so a filter that hardly anything of the partner's fits reads the
/// partner's feed to its end.
struct DeliveryQuery {
    private(set) var sql: String
    private(set) var query = Query()

    /// - Parameters:
    ///   - found: the numbers of the changes that may have the filter's event or order.
    ///   - ids: every delivery accepted within the filter's span has one of these numbers.
    init(
        _ filter: DeliveryFilter, found: [Int64], partner: Int64?, ids: Range<Int64>?,
        before: DeliveryID?
    ) {
        let driver = Driver(filter)
        sql = ""
        if driver == .found { query.add("?1 IS NOT NULL", RecordQueries.list(found)) }
        if let event = filter.event { query.add("c.event_id = ?", event.text) }
        if let order = filter.order { query.add("c.order_id = ?", order.text) }
        if let partner { query.add("d.partner = ?", partner) }
        if let before { query.add("d.id < ?", before.rawValue) }
        addOutcome(filter)
        let hasRest =
            filter.eventType != nil || filter.stage != nil || filter.acceptedAfter != nil
            || filter.acceptedBefore != nil
        addRest(filter, ids)
        let from = driver.from(hasPartner: partner != nil)
        if driver == .open, !hasRest {
            // Sorts numbers from the index alone, and reads only the rows that are shown.
            sql = """
                SELECT \(RecordRow.columns) FROM (
                    SELECT d.id FROM deliveries d INDEXED BY deliveries_open \(query.clause)
                    ORDER BY d.id DESC LIMIT ?
                ) found CROSS JOIN deliveries d ON d.id = found.id \(RecordRow.fromDeliveries)
                ORDER BY d.id DESC
                """
        } else {
            sql = """
                SELECT \(RecordRow.columns) \(from) \(query.clause) ORDER BY d.id DESC LIMIT ?
                """
        }
    }

    private mutating func addOutcome(_ filter: DeliveryFilter) {
        if let outcome = filter.outcome {
            // The second condition lets SQLite see that the index of the troubled ones has it.
            query.add("d.outcome = ?", outcome.number)
            if outcome != .processed { query.add("d.outcome > 1") }
        }
        if let open = filter.open {
            query.add(open ? "d.outcome IS NULL" : "d.outcome IS NOT NULL")
        }
    }

    private mutating func addRest(_ filter: DeliveryFilter, _ ids: Range<Int64>?) {
        if let type = filter.eventType { query.add("c.event_type = ?", type.text) }
        if let stage = filter.stage { query.add(Self.condition(stage)) }
        if let after = filter.acceptedAfter { query.add("c.accepted_at > ?", after.microseconds) }
        if let before = filter.acceptedBefore {
            query.add("c.accepted_at < ?", before.microseconds)
        }
        if let ids {
            query.add("d.id >= ?", ids.lowerBound)
            query.add("d.id < ?", ids.upperBound)
        }
    }

    private static func condition(_ stage: Stage) -> String {
        let facts = ["d.processed_at", "d.received_at", "d.broker_acked_at", "d.published_at"]
        let reached: Int? =
            switch stage {
            case .processed: 0
            case .received: 1
            case .brokerAcked: 2
            case .published: 3
            case .accepted: nil
            }
        let absent = facts.prefix(reached ?? facts.count).map { "\($0) IS NULL" }
        let present = reached.map { ["\(facts[$0]) IS NOT NULL"] } ?? []
        return (absent + present).joined(separator: " AND ")
    }
}

/// What a query starts from.
private enum Driver {
    case found
    case trouble
    case open
    case feed
    case all

    init(_ filter: DeliveryFilter) {
        if filter.event != nil || filter.order != nil {
            self = .found
        } else if let outcome = filter.outcome, outcome != .processed {
            self = .trouble
        } else if filter.open == true {
            self = .open
        } else {
            self = filter.partner == nil ? .all : .feed
        }
    }

    func from(hasPartner: Bool) -> String {
        switch self {
        case .found:
            """
            \(ReaderQueries.found)
            CROSS JOIN deliveries d \(hasPartner ? "INDEXED BY deliveries_feed" : "NOT INDEXED")
                ON d.id BETWEEN c.sequence << 10 AND c.sequence << 10 | 1023
            """
        case .trouble: from(index: "INDEXED BY deliveries_trouble")
        case .open: from(index: "INDEXED BY deliveries_open")
        case .feed: from(index: "INDEXED BY deliveries_feed")
        case .all: from(index: "NOT INDEXED")
        }
    }

    private func from(index: String) -> String {
        "FROM deliveries d \(index) \(RecordRow.fromDeliveries)"
    }
}
