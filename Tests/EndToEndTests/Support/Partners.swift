// SPDX-License-Identifier: Apache-2.0

/// A partner of a test's own.
struct TestPartner: Sendable {
    let orderbell: Orderbell
    let id: String
    let token: String

    /// Calls as this partner.
    var caller: Caller { orderbell.caller(token) }

    /// An order change for this partner.
    ///
    /// - Parameter more: members beside and instead of the usual ones.
    func change(_ event: String, order: String? = nil, _ more: JSON = [:]) -> JSON {
        let change: JSON = [
            "event_id": .string(event), "event_type": "new_order",
            "occurred_at": "2026-03-02T08:15:00Z", "partner_id": .string(id),
            "order_id": .string(order ?? "order-\(event)"), "revision": 1,
            "order": ["status": "new", "recipe_id": "lungo", "volume": 110],
        ]
        return change.merging(more)
    }

    /// Event ids that are this partner's alone: `{partner}.1` ….
    func events(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "\(id).\($0)" } }

    func changes(_ numbers: ClosedRange<Int>) -> [JSON] { events(numbers).map { change($0) } }

    /// The delivery of an event, as `delivery show` tells it.
    func delivery(_ event: String) throws -> JSON {
        try orderbell.ask("delivery", "show", event, "--partner", id)
    }

    /// Waits until the delivery is as wanted, and returns it.
    @discardableResult
    func delivery(_ event: String, _ what: String, when isMet: (JSON) -> Bool) throws -> JSON {
        var last = JSON.null
        do {
            return try eventually("delivery of \(event): \(what)") {
                last = try delivery(event)
                return isMet(last) ? last : nil
            }
        } catch {
            throw TestFailure("\(error); it is \(last)")
        }
    }

    /// Every delivery, as the partner's own feed tells it, oldest first.
    func feed() throws -> [JSON] {
        var events: [JSON] = []
        var after = ""
        while true {
            let answer = try caller.get("/v1/events?limit=1000\(after)").json
            if answer["events"].list.isEmpty { return events }
            events += answer["events"].list
            after = "&after=\(answer["cursor"].string ?? "")"
        }
    }

    /// Waits until every delivery has its outcome, and returns the feed.
    func feedAtRest(seconds: Double = 60) throws -> [JSON] {
        try eventually("outcomes of all deliveries of \(id)", seconds: seconds) {
            let totals = try orderbell.ask("partner", "show", id)["totals"]
            return totals["open"] == 0 ? try feed() : nil
        }
    }
}

extension Orderbell {
    /// Adds a partner under a name no other test uses.
    func addPartner(_ name: String, _ options: String...) throws -> TestPartner {
        let id = self.name(name)
        let added = try run(
            TestEnvironment.orderbell,
            ["partner", "add", id, "--dir", data, "--json"] + options
        ).json
        guard added["partner"].string == id, let token = added["token"].string else {
            throw TestFailure("partner add: \(added)")
        }
        return TestPartner(orderbell: self, id: id, token: token)
    }
}
