// SPDX-License-Identifier: Apache-2.0
import Contract
import Hummingbird
import Ledger

/// The partners' follow-up actions, for the order backend.
struct DecisionRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.get("/v1/decisions") { request, _ in try await decisions(request) }
    }

    private func decisions(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: [.backend])
        let limit = try request.limit()
        let after = try request.query("after").map { try Cursor.decode($0, of: .decisions) } ?? 0
        let decisions = try await api.read { try $0.decisions(after: after, limit: limit) }
        let last = decisions.last.flatMap { Int64($0.decisionID) } ?? after
        return Reply.json { writer in
            writer.member("decisions", each: decisions) { $1.write(to: &$0) }
            writer.member("cursor", Cursor.encode(last, of: .decisions))
        }
    }
}
