// SPDX-License-Identifier: Apache-2.0
import GRDBSQLite

/// The statements that every order change and every ack goes through, prepared once.
struct HotStatements {
    let begin: Statement
    let commit: Statement
    let rollback: Statement

    let sequencesOfKey: Statement
    let insertKey: Statement
    let eventBySequence: Statement
    let findChange: Statement
    let insertChange: Statement
    let insertDelivery: Statement
    /// Where only facts changed: no index is touched. Its condition says so; no row: it is not so.
    let updateFacts: Statement
    let updateAll: Statement
    let changeBySequence: Statement
    let deliveryByID: Statement
    let deliveryOfPartner: Statement
    let insertAck: Statement
    let putTotals: Statement

    init(_ connection: OpaquePointer) throws {
        func prepare(_ operation: String, _ sql: String) throws -> Statement {
            try Statement(connection, operation, sql)
        }
        begin = try prepare("begin", "BEGIN IMMEDIATE")
        commit = try prepare("commit", "COMMIT")
        rollback = try prepare("roll back", "ROLLBACK")
        sequencesOfKey = try prepare(
            "look up a key", "SELECT sequence FROM change_keys WHERE kind = ? AND key = ?")
        insertKey = try prepare("record a key", "INSERT INTO change_keys VALUES (?, ?, ?)")
        eventBySequence = try prepare(
            "look up an event", "SELECT event_id FROM changes WHERE sequence = ?")
        findChange = try prepare(
            "look up an event",
            "SELECT event_id, fingerprint, accepted_at FROM changes WHERE sequence = ?")
        insertChange = try prepare(
            "record a change", "INSERT INTO changes VALUES (\(Self.marks(12)))")
        insertDelivery = try prepare(
            "record a delivery", "INSERT INTO deliveries VALUES (\(Self.marks(21)))")
        updateFacts = try prepare("update a delivery", Self.updateFactsSQL)
        updateAll = try prepare(
            "update a delivery",
            """
            UPDATE deliveries SET place = ?2, deadline = ?3, outcome = ?4, \(Self.facts)
            WHERE id = ?1
            """)
        changeBySequence = try prepare(
            "read a change",
            "SELECT \(RecordRow.change), c.partners FROM changes c WHERE sequence = ?")
        deliveryByID = try prepare(
            "read a delivery", "SELECT \(RecordRow.delivery) FROM deliveries d WHERE id = ?")
        deliveryOfPartner = try prepare(
            "read a delivery",
            """
            SELECT \(RecordRow.delivery) FROM deliveries d INDEXED BY deliveries_feed
            WHERE partner = ? AND id BETWEEN ? AND ?
            """)
        insertAck = try prepare("record an ack", "INSERT INTO acks VALUES (\(Self.marks(10)))")
        putTotals = try prepare(
            "record totals", "INSERT OR REPLACE INTO totals VALUES (\(Self.marks(13)))")
    }

    static let updateFactsSQL = """
        UPDATE deliveries SET \(facts)
        WHERE id = ?1 AND place = ?2 AND deadline = ?3 AND outcome IS ?4
        """

    private static let facts = """
        deliver_by = ?5, process_by = ?6, attempts = ?7, deferrals = ?8, extensions = ?9, \
        late = ?10, published_at = ?11, broker_acked_at = ?12, received_at = ?13, \
        processed_at = ?14, closed_at = ?15, next_attempt_at = ?16, acked_by = ?17, \
        reason_code = ?18, reason_message = ?19, history = history || ?20
        """

    private static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }
}
