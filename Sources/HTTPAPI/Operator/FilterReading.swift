// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Hummingbird
import Ledger

extension Request {
    /// Which deliveries a list shows, from the query parameters.
    ///
    /// `older_than=5m` and `newer_than=1h` compare the time since acceptance.
    func deliveryFilter(now: Timestamp) throws -> DeliveryFilter {
        var filter = DeliveryFilter()
        filter.partner = try identifier("partner", as: PartnerID.self)
        filter.order = try identifier("order", as: OrderID.self)
        filter.event = try identifier("event", as: EventID.self)
        filter.eventType = try identifier("event_type", as: EventType.self)
        filter.stage = try choice("stage")
        filter.outcome = try choice("outcome")
        filter.open = try flag("open")
        filter.acceptedBefore = try age("older_than").map {
            now.adding(microseconds: -$0 * 1000)
        }
        filter.acceptedAfter = try age("newer_than").map { now.adding(microseconds: -$0 * 1000) }
        return filter
    }

    private func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws -> Value? where Value.RawValue == String {
        guard let text = try query(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.parameter(name, "is one of \(all)")
        }
        return value
    }

    private func flag(_ name: String) throws -> Bool? {
        guard let text = try query(name) else { return nil }
        guard let value = Bool(text) else { throw Problem.parameter(name, "is true or false") }
        return value
    }

    private func age(_ name: String) throws -> Int64? {
        guard let text = try query(name) else { return nil }
        guard let age = DurationText.milliseconds(text) else {
            throw Problem.parameter(name, "is a time such as 30s, 5m or 2h")
        }
        return age
    }
}
