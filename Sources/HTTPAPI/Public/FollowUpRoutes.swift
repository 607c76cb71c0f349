// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Hummingbird
import Ledger

/// What a partner did about its orders, in bulk: answered per item, after the commit.
struct FollowUpRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.post("/v1/orders/bulk-status-change") { request, _ in try await change(request) }
    }

    private func change(_ request: Request) async throws -> Response {
        let partner = try Caller.partner(request, in: api)
        guard request.mediaType == "application/json" else {
            throw Problem(.unsupportedMediaType, "Send status changes as application/json.")
        }
        let items = try StatusChange.parseBody(
            try await request.bytes(upTo: Limits.statusChangeBatchBytes))
        guard case .statusChanges(let results) = try await api.command(.followUp(partner, items))
        else { throw Problem.ledgerFailed }
        return Reply.json { writer in
            writer.member("results", each: results) { $1.write(to: &$0) }
        }
    }
}
