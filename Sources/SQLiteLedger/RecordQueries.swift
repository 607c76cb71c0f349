// SPDX-License-Identifier: Apache-2.0

/// The queries over deliveries that name their index: a plan that falls back to a scan would not
/// even be prepared.
enum RecordQueries {
    /// Numbers as `json_each` takes them.
    static func list(_ sequences: [Int64]) -> String {
        "[\(sequences.map(String.init).joined(separator: ","))]"
    }

    private static func select(_ index: String, _ rest: String) -> String {
        """
        SELECT \(RecordRow.columns)
        FROM deliveries d INDEXED BY \(index) \(RecordRow.fromDeliveries) \(rest)
        """
    }

    static let waiting = select(
        "deliveries_open",
        "WHERE d.partner = ?1 AND d.place = ?2 AND d.outcome IS NULL ORDER BY d.id LIMIT ?3")

    static let timed = select(
        "deliveries_timed",
        """
        WHERE d.partner = ?1 AND d.place = 2 AND d.next_attempt_at <= ?2 AND d.outcome IS NULL
        ORDER BY d.next_attempt_at, d.id LIMIT ?3
        """)

    static let pendingOrders = """
        SELECT count(DISTINCT c.order_id) FROM deliveries d INDEXED BY deliveries_open
        JOIN changes c ON c.sequence = d.id >> 10 WHERE d.partner = ? AND d.outcome IS NULL
        """

    static let nextDue = """
        SELECT next_attempt_at FROM deliveries INDEXED BY deliveries_timed
        WHERE partner = ?1 AND place = 2 AND next_attempt_at IS NOT NULL AND outcome IS NULL
        ORDER BY next_attempt_at LIMIT 1
        """

    static let overdue = select(
        "deliveries_deadline",
        "WHERE d.outcome IS NULL AND d.deadline <= ?1 ORDER BY d.deadline, d.id LIMIT ?2")

    static let firstDeadline = """
        SELECT min(deadline) FROM deliveries INDEXED BY deliveries_deadline WHERE outcome IS NULL
        """

    /// `?1` lists the changes that may be the order's, `?2` is the partner, `?3` the order.
    private static let toldOfOrder = """
        FROM json_each(?1) k CROSS JOIN changes c ON c.sequence = k.value
        CROSS JOIN deliveries d INDEXED BY deliveries_feed
            ON d.partner = ?2 AND d.id BETWEEN c.sequence << 10 AND c.sequence << 10 | 1023
        WHERE c.order_id = ?3
        """

    static let openOfOrder = """
        SELECT \(RecordRow.columns) \(toldOfOrder) AND d.outcome IS NULL ORDER BY c.sequence
        """

    static let newestOfOrder = "SELECT max(c.revision), max(d.id) \(toldOfOrder)"

    /// Not those that were superseded (4) or cancelled (5).
    static let unprocessedOfOrder = """
        SELECT \(RecordRow.columns) \(toldOfOrder)
            AND d.processed_at IS NULL AND (d.outcome IS NULL OR d.outcome NOT IN (4, 5))
        ORDER BY c.sequence
        """

    /// `?2` is the partner's name here.
    static let lastDecision = """
        SELECT s.* FROM json_each(?1) k CROSS JOIN decisions s INDEXED BY decisions_delivery
            ON s.delivery BETWEEN k.value << 10 AND k.value << 10 | 1023
        WHERE s.partner = ?2 AND s.order_id = ?3 ORDER BY s.id DESC LIMIT 1
        """
}
