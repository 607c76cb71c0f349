// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Hummingbird
import Ledger

/// Intake of order changes: answered per item, after the commit.
struct OrderChangeRoutes<Context: RequestContext>: Sendable {
    let api: APIContext
    let roles: Set<Role>

    func add(to router: Router<Context>, at path: RouterPath) {
        router.post(path) { request, _ in try await accept(request) }
    }

    private func accept(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: roles)
        let body = try await read(request)
        guard api.host.waitingChanges + body.items.count <= api.live.values.waitingChangesMax else {
            throw Problem(
                .unavailable, "Too many changes wait for the ledger; send again in a moment.")
        }
        if body.isSingle, case .failure(let problem)? = body.items.first { throw problem }
        let results = try await record(body.items)
        if body.isSingle, let problem = results.first?.problem, results[0].outcome == .invalid {
            throw problem
        }
        return Reply.json(ChangeResult.encode(results))
    }

    private func read(
        _ request: Request
    ) async throws -> (items: [Result<OrderChange, Problem>], isSingle: Bool) {
        let type = request.mediaType
        guard type == "application/json" || type == "application/x-ndjson" else {
            throw Problem(
                .unsupportedMediaType, "Send application/json or application/x-ndjson.")
        }
        let bytes = try await request.bytes(upTo: Limits.changeBatchBytes)
        if type == "application/x-ndjson" { return (try ChangeBody.parseLines(bytes), false) }
        switch try ChangeBody.parse(bytes) {
        case .single(let item): return ([item], true)
        case .batch(let items): return (items, false)
        }
    }

    private func record(
        _ items: [Result<OrderChange, Problem>]
    ) async throws -> [ChangeResult] {
        let answer = await withCheckedContinuation { continuation in
            api.host.post(
                .changes(ChangeRequest(items: items) { continuation.resume(returning: $0) }))
        }
        return try answer.get()
    }
}
