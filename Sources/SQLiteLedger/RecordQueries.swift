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

    static let openOfOrder = """
        SELECT \(RecordRow.columns)
        FROM json_each(?1) k CROSS JOIN changes c ON c.sequence = k.value
        CROSS JOIN deliveries d INDEXED BY deliveries_feed
            ON d.partner = ?2 AND d.id BETWEEN c.sequence << 10 AND c.sequence << 10 | 1023
        WHERE c.order_id = ?3 AND d.outcome IS NULL ORDER BY c.sequence
        """
}
