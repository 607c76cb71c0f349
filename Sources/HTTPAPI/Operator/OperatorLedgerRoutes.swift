// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Hummingbird
import Ledger

/// The ledger for operators: deliveries, orders, the ack inbox.
struct OperatorLedgerRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.get("/ops/v1/deliveries") { request, _ in try await deliveries(request) }
        let one: RouterPath = "/ops/v1/partners/:partner/deliveries/:event"
        router.get(one) { request, context in
            try await show(request, try key(context))
        }
        router.post("\(one)/resend") { request, context in
            try await change(request, try key(context), Command.resend)
        }
        router.post("\(one)/cancel") { request, context in
            try await change(request, try key(context), Command.cancel)
        }
        router.get("/ops/v1/orders/:id") { request, context in
            try await trace(request, id: context.parameters.get("id") ?? "")
        }
        router.get("/ops/v1/acks") { request, _ in try await acks(request) }
        router.get("/ops/v1/acks/:id") { request, context in
            try await ack(request, id: context.parameters.get("id") ?? "")
        }
        router.post("/ops/v1/ledger/verify") { request, _ in try await verify(request) }
    }

    private func deliveries(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: Caller.viewers)
        let filter = try request.deliveryFilter(now: api.clock.now().wall)
        let limit = try request.limit()
        let before = try request.query("cursor").map { try Cursor.decode($0, of: .deliveries) }
        let records = try await api.read { ledger in
            try ledger.deliveries(
                filter, before: before.map(DeliveryID.init(rawValue:)), limit: limit)
        }
        return Reply.json { writer in
            writer.member("deliveries", each: records) { $0.delivery($1) }
            let more = records.count == limit ? records.last : nil
            writer.memberOrNull(
                "cursor", more.map { Cursor.encode($0.id.rawValue, of: .deliveries) })
        }
    }

    private func show(_ request: Request, _ key: DeliveryKey) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: Caller.viewers)
        guard let detail = try await api.read({ try $0.delivery(key) }) else {
            throw Self.noDelivery
        }
        var writer = JSONWriter(capacity: 4096)
        writer.delivery(detail)
        return Reply.json(writer.bytes)
    }

    private func change(
        _ request: Request, _ key: DeliveryKey,
        _ command: (DeliveryKey, String, String) -> Command
    ) async throws -> Response {
        let caller = try Caller.authenticate(request, in: api, allowing: [.operator])
        let body = try await request.jsonObject(upTo: 16_384)
        guard let why = body["reason"]?.string, !why.isEmpty, why.utf8.count <= 500 else {
            throw Problem(
                kind: .badRequest, detail: "Say why, in \"reason\" (1 to 500 bytes).",
                errors: [.init(pointer: "/reason", detail: "is missing, empty or too long")])
        }
        let answer = try await api.command(
            command(key, "operator:\(caller.tokenPrefix)", why))
        guard case .delivery(let record) = answer else { throw Problem.ledgerFailed }
        var writer = JSONWriter()
        writer.delivery(record)
        return Reply.json(writer.bytes)
    }

    private func trace(_ request: Request, id: String) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: Caller.viewers)
        guard let order = OrderID(id) else { throw Problem(.notFound, "There is no such order.") }
        let details = try await api.read { ledger in
            try ledger.deliveries(ofOrder: order, partner: nil, limit: 1000)
        }
        guard !details.isEmpty else { throw Problem(.notFound, "There is no such order.") }
        return Reply.json { writer in
            writer.member("order_id", order)
            writer.member("deliveries", each: details) { $0.delivery($1) }
        }
    }

    private func acks(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: Caller.viewers)
        var filter = AckFilter()
        filter.sender = try request.query("partner")
        filter.device = try request.identifier("device", as: DeviceID.self)
        filter.event = try request.identifier("event", as: EventID.self)
        filter.verdict = try request.query("verdict")
        let limit = try request.limit()
        let before = try request.query("cursor").map { try Cursor.decode($0, of: .acks) }
        let acks = try await api.read { [filter] ledger in
            try ledger.acks(filter, before: before, limit: limit)
        }
        return Reply.json { writer in
            writer.member("acks", each: acks) { $0.ack($1) }
            let more = acks.count == limit ? acks.last : nil
            writer.memberOrNull("cursor", more.map { Cursor.encode($0.id, of: .acks) })
        }
    }

    private func ack(_ request: Request, id: String) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: Caller.viewers)
        guard let number = Int64(id), let ack = try await api.read({ try $0.ack(number) }) else {
            throw Problem(.notFound, "There is no such ack in the inbox.")
        }
        var writer = JSONWriter()
        writer.ack(ack)
        return Reply.json(writer.bytes)
    }

    private func verify(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: [.operator])
        let faults = try await api.read { try $0.verify() }
        return Reply.json { writer in
            writer.member("faults", each: faults) { $0.string($1) }
        }
    }

    private func key(_ context: Context) throws -> DeliveryKey {
        guard let partner = context.parameters.get("partner").flatMap({ PartnerID($0) }),
            let event = context.parameters.get("event").flatMap({ EventID($0) })
        else { throw Self.noDelivery }
        return DeliveryKey(partner: partner, event: event)
    }

    private static var noDelivery: Problem { Problem(.notFound, "There is no such delivery.") }
}
