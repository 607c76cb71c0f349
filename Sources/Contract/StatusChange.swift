// SPDX-License-Identifier: Apache-2.0

/// What a partner did about an order: one item of a bulk status change (contract, section 6).
package struct StatusChange: Sendable, Equatable {
    package var orderID: OrderID
    /// See ``OrderStatus``.
    package var newStatus: String
    package var reason: AckReason?
    package var preparationTimeS: Int64?
    /// The revision that was decided on; any, where the partner does not say.
    package var revision: Int64?

    package init(
        orderID: OrderID,
        newStatus: String,
        reason: AckReason? = nil,
        preparationTimeS: Int64? = nil,
        revision: Int64? = nil
    ) {
        self.orderID = orderID
        self.newStatus = newStatus
        self.reason = reason
        self.preparationTimeS = preparationTimeS
        self.revision = revision
    }

    /// Whether it says what the decision says.
    package func repeats(_ decision: Decision) -> Bool {
        decision.newStatus == newStatus && decision.preparationTimeS == preparationTimeS
            && decision.reason?.code == reason?.code
            && decision.reason?.message == reason?.message
    }
}

/// What became of one status change.
package struct StatusChangeResult: Sendable, Equatable, JSONWritable {
    /// Nil where it could not be read.
    package var orderID: OrderID?
    package var outcome: Outcome
    package var problem: Problem?

    package enum Outcome: String, Sendable, CaseIterable {
        /// It is recorded, with a decision.
        case applied
        /// The last decision on the order says the same, and nothing was open.
        case duplicate
        /// The partner was told of another revision meanwhile; nothing was done.
        case conflict
        /// The partner has no such order.
        case notFound = "not-found"
        /// It can't be taken as given.
        case invalid
    }

    package init(orderID: OrderID?, outcome: Outcome, problem: Problem? = nil) {
        self.orderID = orderID
        self.outcome = outcome
        self.problem = problem
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.memberOrNull("order_id", orderID?.text)
            writer.member("outcome", outcome.rawValue)
            writer.member("problem", problem)
        }
    }
}
