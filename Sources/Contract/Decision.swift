// SPDX-License-Identifier: Apache-2.0

/// A partner's follow-up action on an order, as the order backend gets it (contract, section 5).
package struct Decision: Sendable, Equatable, JSONWritable {
    package var decisionID: String
    package var partnerID: PartnerID
    package var orderID: OrderID
    /// See ``OrderStatus``.
    package var newStatus: String
    package var reason: AckReason?
    package var preparationTimeS: Int64?
    package var decidedAt: Timestamp
    /// Who decided: the device, or the partner's token.
    package var by: String
    /// The ledger's number of the delivery that it answers; for the inside, not written.
    package var delivery: Int64?

    package init(
        decisionID: String,
        partnerID: PartnerID,
        orderID: OrderID,
        newStatus: String,
        reason: AckReason? = nil,
        preparationTimeS: Int64? = nil,
        decidedAt: Timestamp,
        by: String,
        delivery: Int64? = nil
    ) {
        self.decisionID = decisionID
        self.partnerID = partnerID
        self.orderID = orderID
        self.newStatus = newStatus
        self.reason = reason
        self.preparationTimeS = preparationTimeS
        self.decidedAt = decidedAt
        self.by = by
        self.delivery = delivery
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("decision_id", decisionID)
            writer.member("partner_id", partnerID)
            writer.member("order_id", orderID)
            writer.member("new_status", newStatus)
            writer.member("reason", reason)
            writer.member("preparation_time_s", preparationTimeS)
            writer.member("decided_at", decidedAt)
            writer.member("by", by)
        }
    }
}
