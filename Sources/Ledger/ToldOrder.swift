// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Delivery

/// An order as one partner knows it: what a follow-up action is judged by.
package struct ToldOrder: Sendable, Equatable {
    /// The highest revision among the changes the partner was told of.
    package var newestRevision: Int64
    /// The delivery of the latest accepted change.
    package var lastDelivery: DeliveryID
    /// The deliveries that a follow-up action still changes, oldest first: those that are open,
    /// failed, expired or dead, and were never processed.
    package var unprocessed: [DeliveryRecord]
    /// The partner's last decision on the order.
    package var lastDecision: Decision?

    package init(
        newestRevision: Int64, lastDelivery: DeliveryID, unprocessed: [DeliveryRecord],
        lastDecision: Decision?
    ) {
        self.newestRevision = newestRevision
        self.lastDelivery = lastDelivery
        self.unprocessed = unprocessed
        self.lastDecision = lastDecision
    }
}
