// SPDX-License-Identifier: Apache-2.0
import Delivery

/// The fixed queries of the reading side; each names its index.
enum ReaderQueries {
    private static let details = "\(RecordRow.columns), d.history, c.body"
    private static let ofChange = "d.id BETWEEN c.sequence << 10 AND c.sequence << 10 | 1023"

    /// The changes whose numbers are given as ``RecordQueries/list(_:)``.
    static let found = "FROM json_each(?1) k CROSS JOIN changes c ON c.sequence = k.value"

    static let detailOfKey = """
        SELECT \(details) \(found)
        CROSS JOIN deliveries d INDEXED BY deliveries_feed ON d.partner = ?2 AND \(ofChange)
        WHERE c.event_id = ?3
        """

    static func detailsOfOrder(hasPartner: Bool, _ clause: String) -> String {
        """
        SELECT \(details) \(found)
        CROSS JOIN deliveries d \(hasPartner ? "INDEXED BY deliveries_feed" : "NOT INDEXED")
            ON \(ofChange)
        \(clause) ORDER BY c.sequence, d.id LIMIT ?
        """
    }

    static let latestOfOrder = """
        SELECT \(details) \(found)
        CROSS JOIN deliveries d INDEXED BY deliveries_feed ON d.partner = ?2 AND \(ofChange)
        WHERE c.order_id = ?3 ORDER BY c.revision DESC, c.sequence DESC LIMIT 1
        """

    static let feed = """
        SELECT \(RecordRow.columns)
        FROM deliveries d INDEXED BY deliveries_feed \(RecordRow.fromDeliveries)
        WHERE d.partner = ?1 AND d.id > ?2 ORDER BY d.id LIMIT ?3
        """

    static let feedOfType = """
        SELECT \(RecordRow.columns)
        FROM deliveries d INDEXED BY deliveries_feed \(RecordRow.fromDeliveries)
        WHERE d.partner = ?1 AND d.id >= ?2 AND d.id < ?3 AND c.event_type = ?4
            AND (?7 OR c.accepted_at > ?5) AND (?8 OR c.accepted_at < ?6)
        ORDER BY d.id LIMIT ?9
        """

    /// The index has each place in order: the heads of all places, merged.
    static let openOfPartner: String = {
        let heads = Place.allCases.map { place in
            """
            SELECT id FROM (
                SELECT id FROM deliveries INDEXED BY deliveries_open
                WHERE partner = ?1 AND place = \(place.rawValue) AND outcome IS NULL AND id > ?2
                ORDER BY id LIMIT ?3)
            """
        }
        return """
            SELECT \(RecordRow.columns)
            FROM (\(heads.joined(separator: "\nUNION ALL\n")) ORDER BY id LIMIT ?3) found
            CROSS JOIN deliveries d ON d.id = found.id \(RecordRow.fromDeliveries)
            ORDER BY d.id
            """
    }()

    static let oldestInPlace = """
        SELECT id FROM deliveries INDEXED BY deliveries_open
        WHERE partner = ?1 AND place = ?2 AND outcome IS NULL ORDER BY id LIMIT 1
        """
}
