// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Hummingbird
import Ledger

/// What a partner can fetch: the same ledger that the triggers come from.
///
/// Every query carries the partner of the token, so a foreign object is a missing one.
struct PartnerRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.get("/v1/orders/pending") { request, _ in try await pending(request) }
        router.get("/v1/orders/created-history") { request, _ in try await created(request) }
        router.get("/v1/orders/:id") { request, context in
            try await order(request, id: context.parameters.get("id") ?? "")
        }
        router.get("/v1/events") { request, _ in try await events(request) }
        router.post("/v1/acks") { request, _ in try await acks(request) }
    }

    private func order(_ request: Request, id: String) async throws -> Response {
        let partner = try Caller.partner(request, in: api)
        guard let order = OrderID(id),
            let detail = try await api.read({ ledger in
                try ledger.latestChange(ofOrder: order, partner: partner)
            })
        else { throw Problem(.notFound, "You have no order with this id.") }
        return Reply.json { $0.order(detail) }
    }

    private func pending(_ request: Request) async throws -> Response {
        let partner = try Caller.partner(request, in: api)
        let limit = try request.limit()
        let after = try request.query("cursor").map { try Cursor.decode($0, of: .orders) }
        let open = try await api.read { ledger in
            try ledger.openDeliveries(
                partner: partner, after: after.map(DeliveryID.init(rawValue:)), limit: limit)
        }
        return Reply.json { writer in
            writer.member("orders", each: PendingOrder.group(open)) { $0.pending($1) }
            writer.memberOrNull(
                "cursor", open.last.map { Cursor.encode($0.id.rawValue, of: .orders) })
        }
    }

    private func created(_ request: Request) async throws -> Response {
        let partner = try Caller.partner(request, in: api)
        let limit = try request.limit()
        let newer = try request.time("newer_than")
        let older = try request.time("older_than")
        let events = try await api.read { ledger in
            try ledger.events(
                partner: partner, type: EventType(trusted: "new_order"), newerThan: newer,
                olderThan: older, limit: limit)
        }
        return Reply.json { writer in
            writer.member("orders_created_events", each: events) { writer, event in
                writer.object { writer in
                    writer.member("id", event.eventID)
                    writer.member("occurred_at", event.occurredAt)
                    writer.member("order_id", event.orderID)
                }
            }
        }
    }

    private func events(_ request: Request) async throws -> Response {
        let partner = try Caller.partner(request, in: api)
        let limit = try request.limit()
        let given = try request.query("after")
        let after = try given.map { try Cursor.decode($0, of: .events) }
        let events = try await api.read { ledger in
            try ledger.events(
                partner: partner, after: after.map(DeliveryID.init(rawValue:)), limit: limit)
        }
        let last = events.last?.id.rawValue ?? after ?? 0
        return Reply.json { writer in
            writer.member("events", each: events) { $0.delivery($1) }
            writer.member("cursor", Cursor.encode(last, of: .events))
        }
    }

    private func acks(_ request: Request) async throws -> Response {
        let partner = try Caller.partner(request, in: api)
        guard request.mediaType == "application/json" else {
            throw Problem(.unsupportedMediaType, "Send acks as application/json.")
        }
        let bytes = try await request.bytes(upTo: Limits.ackBatchBytes)
        let parse = AckBody.parse(bytes)
        let items: [AckItem]
        let isBatch: Bool
        switch parse {
        case .unreadable(let problem): (items, isBatch) = ([.bad(problem, raw: bytes)], false)
        case .items(let all, let batch): (items, isBatch) = (all, batch)
        }
        let answer = await withCheckedContinuation { continuation in
            api.host.post(
                .acks(
                    AckRequest(partner: partner, items: items) {
                        continuation.resume(returning: $0)
                    }))
        }
        let results = try answer.get()
        if !isBatch, case .problem(let problem)? = results.first { throw problem }
        return Reply.json { writer in
            writer.member("results", each: results) { $0.result($1) }
        }
    }
}

extension Request {
    /// A query parameter that is a time.
    func time(_ name: String) throws -> Timestamp? {
        guard let text = try query(name) else { return nil }
        guard let time = Timestamp(rfc3339: text.utf8) else {
            throw Problem.parameter(name, "is a time such as 2026-03-02T08:15:00Z (RFC 3339)")
        }
        return time
    }
}
