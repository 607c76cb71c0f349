// SPDX-License-Identifier: Apache-2.0
package import Bridge
import Contract
import Delivery
import Hummingbird
import Ledger

/// Partners: list, show, add, change.
struct OperatorPartnerRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.get("/ops/v1/partners") { request, _ in try await list(request) }
        router.post("/ops/v1/partners") { request, _ in try await add(request) }
        router.get("/ops/v1/partners/:id") { request, context in
            try await show(request, id: context.parameters.get("id") ?? "")
        }
        router.patch("/ops/v1/partners/:id") { request, context in
            try await change(request, id: context.parameters.get("id") ?? "")
        }
    }

    private func list(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: Caller.viewers)
        let status = try await api.status()
        return Reply.json { writer in
            writer.member("partners", each: status.partners) { writer, partner in
                writer.object { $0.partner(partner, settings(of: partner.id)) }
            }
        }
    }

    private func show(_ request: Request, id: String) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: Caller.viewers)
        let status = try await api.status()
        guard let partner = status.partners.first(where: { $0.id.text == id }) else {
            throw Problem(.notFound, "There is no partner \"\(id)\".")
        }
        return Reply.json { $0.partner(partner, settings(of: partner.id)) }
    }

    private func settings(of id: PartnerID) -> PartnerSettings {
        api.host.directory.partner(id)?.settings ?? PartnerSettings()
    }

    private func add(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: [.operator])
        let body = try await request.jsonObject(upTo: 65_536)
        guard let id = body["id"]?.identifier(as: PartnerID.self) else {
            throw Problem(
                kind: .badRequest, detail: "A partner's id is \(PartnerID.rule).",
                errors: [.init(pointer: "/id", detail: PartnerID.rule)])
        }
        var settings = api.live.values.partnerDefaults
        try settings.apply(try body.settings)
        let now = api.clock.now().wall
        let token = Tokens.make(role: .partner, partner: id, at: now)
        let partner = Partner(id: id, settings: settings, createdAt: now)
        _ = try await api.command(.addPartner(partner, token.record))
        return Reply.json(status: .created) { writer in
            writer.member("partner", id)
            writer.member("token", token.secret)
            writer.key("settings")
            writer.settings(settings)
        }
    }

    private func change(_ request: Request, id: String) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: [.operator])
        let body = try await request.jsonObject(upTo: 65_536)
        guard let partner = PartnerID(id) else {
            throw Problem(.notFound, "There is no partner \"\(id)\".")
        }
        let answer = try await api.command(.setPartner(partner, try body.settings))
        guard case .partner(let changed) = answer else { throw Problem.ledgerFailed }
        return Reply.json { writer in
            writer.member("partner", changed.id)
            writer.key("settings")
            writer.settings(changed.settings)
        }
    }
}

extension Caller {
    static let viewers: Set<Role> = [.viewer, .operator]
}

extension APIContext {
    /// How things stand as of the engine's last step.
    package func status() async throws -> EngineStatus {
        guard case .status(let status) = try await command(.status) else {
            throw Problem.ledgerFailed
        }
        return status
    }
}

extension PartnerSettings {
    /// All of them or none.
    fileprivate mutating func apply(_ changes: [Command.Setting]) throws {
        var changed = self
        var faults: [SettingFault] = []
        for change in changes {
            do {
                try changed.set(change.key, to: change.value)
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw Problem(.invalid(faults)) }
        self = changed
    }
}

extension JSONNode {
    /// The member `settings`: keys with texts, numbers or booleans.
    fileprivate var settings: [Command.Setting] {
        get throws {
            guard let node = self["settings"] else { return [] }
            guard node.isObject else {
                throw Problem(.badRequest, "\"settings\" is an object of keys and values.")
            }
            return node.members.map { member in
                let text =
                    member.value.string
                    ?? String(decoding: member.value.rawBytes, as: UTF8.self)
                return Command.Setting(key: member.key, value: text)
            }
        }
    }
}
