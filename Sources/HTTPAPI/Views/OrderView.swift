// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// An order with deliveries that are still open.
struct PendingOrder {
    let orderID: OrderID
    var newest: DeliveryRecord
    var events: [EventID]

    /// One per order, in the order of the oldest open delivery of each.
    static func group(_ open: [DeliveryRecord]) -> [PendingOrder] {
        var orders: [PendingOrder] = []
        var index: [OrderID: Int] = [:]
        for record in open {
            if let at = index[record.orderID] {
                orders[at].events.append(record.eventID)
                if record.revision >= orders[at].newest.revision { orders[at].newest = record }
            } else {
                index[record.orderID] = orders.count
                orders.append(
                    PendingOrder(
                        orderID: record.orderID, newest: record, events: [record.eventID]))
            }
        }
        return orders
    }
}

extension JSONWriter {
    mutating func pending(_ order: PendingOrder) {
        object { writer in
            writer.member("order_id", order.orderID)
            writer.member("shop_id", order.newest.shopID)
            writer.member("revision", order.newest.revision)
            writer.member("event_type", order.newest.eventType)
            writer.member("occurred_at", order.newest.occurredAt)
            writer.member("event_ids", each: order.events) { $0.string($1) }
        }
    }

    /// The order as last reported to this partner.
    mutating func order(_ detail: DeliveryDetail) {
        let record = detail.record
        member("order_id", record.orderID)
        member("partner_id", record.partner)
        memberOrNull("shop_id", record.shopID?.text)
        member("revision", record.revision)
        member("event_id", record.eventID)
        member("event_type", record.eventType)
        member("occurred_at", record.occurredAt)
        key("order")
        if let order = detail.order { raw(order) } else { null() }
    }
}
