// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Hummingbird
import Ledger

/// Demand shaping: may new orders be taken for a partner now?
struct AvailabilityRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.get("/v1/partners/:partner/availability") { request, context in
            try await availability(request, id: context.parameters.get("partner") ?? "")
        }
    }

    private func availability(_ request: Request, id: String) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: [.backend])
        let status = try await api.status()
        guard let partner = status.partners.first(where: { $0.id.text == id }) else {
            throw Problem(.notFound, "There is no partner with this id.")
        }
        let availability = Availability(of: partner, in: status)
        let pending = try await api.read { try $0.pendingOrders(partner: partner.id) }
        return Reply.json { writer in
            writer.members(of: availability)
            writer.member("pending_order_count", pending)
        }
    }
}

/// Whether a partner can be told of new orders, and if not, why.
struct Availability {
    let partner: PartnerID
    let reason: Reason?

    enum Reason: String {
        case brokerAway = "broker_away"
        case deviceOffline = "device_offline"
        case noSubscriber = "no_subscriber"
    }

    init(of partner: EngineStatus.PartnerStatus, in status: EngineStatus) {
        self.partner = partner.id
        reason =
            if !status.publisherUp { .brokerAway } else if partner.isReachable {
                nil
            } else if partner.devicesKnown > 0, partner.devicesOnline == 0 { .deviceOffline } else {
                .noSubscriber
            }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of availability: Availability) {
        member("partner_id", availability.partner)
        member("available", availability.reason == nil)
        member("standing", "healthy")
        memberOrNull("reason", availability.reason?.rawValue)
        key("since")
        null()
    }
}
