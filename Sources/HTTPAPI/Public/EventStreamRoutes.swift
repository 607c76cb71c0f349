// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import HTTPTypes
import Hummingbird
import Ledger

/// The event feed as server-sent events [WHATWG HTML §9.2]: the same deliveries, the same cursor.
struct EventStreamRoutes: Sendable {
    let api: APIContext

    func add(to router: Router<HTTPAPI.Context>) {
        router.get("/v1/events/stream") { request, context in
            try await stream(request, context)
        }
    }

    private func stream(
        _ request: Request, _ context: HTTPAPI.Context
    ) async throws -> Response {
        let caller = try Caller.authenticate(request, in: api, allowing: [.partner])
        guard let partner = caller.partner else {
            throw Problem(.forbidden, "This token is bound to no partner.")
        }
        let after = try cursor(request)
        guard api.host.store != nil else { throw Problem.ledgerFailed }
        guard let listener = api.host.bells.listen(to: partner) else {
            throw Problem(
                .rateLimited,
                "\(FeedBells.listenersMax) streams are open; close one, or read /v1/events.")
        }
        let stream = EventStream(
            api: api, partner: partner, tokenHash: caller.tokenHash, after: after,
            listener: listener, channel: context.channel)
        let body = ResponseBody { writer in try await stream.run(to: &writer, request: request) }
        return Response(status: .ok, headers: Self.headers, body: body)
    }

    /// Where to go on: what an `EventSource` that lost its connection sends, else `after`.
    private func cursor(_ request: Request) throws -> Int64 {
        let last = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
        if let last, !last.isEmpty { return try Cursor.decode(last, of: .events) }
        return try request.query("after").map { try Cursor.decode($0, of: .events) } ?? 0
    }

    private static var headers: HTTPFields {
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return headers
    }
}
