// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Hummingbird
import Ledger

/// Tokens: list, create, revoke. The secret is shown once.
struct OperatorTokenRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.get("/ops/v1/tokens") { request, _ in try list(request) }
        router.post("/ops/v1/tokens") { request, _ in try await create(request) }
        router.delete("/ops/v1/tokens/:prefix") { request, context in
            try await revoke(request, prefix: context.parameters.get("prefix") ?? "")
        }
    }

    private func list(_ request: Request) throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: [.operator])
        let tokens = api.host.directory.tokens
        return Reply.json { writer in
            writer.member("tokens", each: tokens) { writer, token in
                writer.object { $0.token(token) }
            }
        }
    }

    private func create(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: [.operator])
        let body = try await request.jsonObject(upTo: 16_384)
        guard let role = body["role"]?.string.flatMap({ Role(rawValue: $0) }) else {
            let all = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, "\"role\" is one of \(all).")
        }
        let partner = body["partner"]?.identifier(as: PartnerID.self)
        guard (role == .partner) == (partner != nil) else {
            throw Problem(
                .badRequest, "A token of role partner names its \"partner\", others none.")
        }
        if let partner, api.host.directory.partner(partner) == nil {
            throw Problem(.notFound, "There is no partner \"\(partner.text)\".")
        }
        let now = api.clock.now().wall
        let made = Tokens.make(
            role: role, partner: partner, at: now, expiresAt: try body.expiry(from: now))
        _ = try await api.command(.putToken(made.record))
        return Reply.json(status: .created) { writer in
            writer.member("token", made.secret)
            writer.token(made.record)
        }
    }

    private func revoke(_ request: Request, prefix: String) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: [.operator])
        guard var token = api.host.directory.tokens.first(where: { $0.prefix == prefix }) else {
            throw Problem(.notFound, "There is no token with this prefix.")
        }
        if token.revokedAt == nil {
            token.revokedAt = api.clock.now().wall
            _ = try await api.command(.putToken(token))
        }
        return Reply.json { $0.token(token) }
    }
}

extension JSONNode {
    fileprivate func expiry(from now: Timestamp) throws -> Timestamp? {
        guard let node = self["expires_in"], !node.isNull else { return nil }
        guard let text = node.string, let wait = DurationText.milliseconds(text), wait > 0 else {
            throw Problem(.badRequest, "\"expires_in\" is a time such as 90d or 12h.")
        }
        return now.adding(microseconds: wait * 1000)
    }
}

extension JSONWriter {
    fileprivate mutating func token(_ token: TokenRecord) {
        member("prefix", token.prefix)
        member("role", token.role.rawValue)
        memberOrNull("partner", token.partner?.text)
        memberOrNull("created_at", token.createdAt)
        memberOrNull("expires_at", token.expiresAt)
        memberOrNull("revoked_at", token.revokedAt)
    }
}
