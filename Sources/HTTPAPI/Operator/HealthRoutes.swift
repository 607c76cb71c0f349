// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Hummingbird
import Ledger

/// Whether the process lives, whether it can do its work, and how things stand.
struct HealthRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.get("/health/live") { _, _ in Reply.json { $0.member("status", "live") } }
        router.get("/health/ready") { _, _ in await ready() }
        router.get("/ops/v1/status") { request, _ in try await status(request) }
    }

    /// 503 with the reasons while the ledger fails or the broker is away.
    private func ready() async -> Response {
        var faults: [String] = []
        do {
            let status = try await api.status()
            if !status.publisherUp { faults.append("broker: the publishing connection is down") }
            if !status.listenerUp { faults.append("broker: the callback connection is down") }
        } catch {
            faults.append("ledger: \(api.host.failure?.advice ?? "it does not answer")")
        }
        return Reply.json(status: faults.isEmpty ? .ok : .serviceUnavailable) { writer in
            writer.member("status", faults.isEmpty ? "ready" : "not ready")
            writer.member("faults", each: faults) { $0.string($1) }
        }
    }

    private func status(_ request: Request) async throws -> Response {
        _ = try Caller.authenticate(request, in: api, allowing: Caller.viewers)
        let status = try await api.status()
        let now = api.clock.now()
        let oldest = try await oldestOpen(status.partners.map(\.id))
        return Reply.json { writer in
            writer.member("version", api.version)
            writer.member("uptime_s", (now.monotonic - api.startedAt.monotonic) / 1_000_000)
            writer.key("broker")
            writer.object { writer in
                writer.member("publisher", status.publisherUp ? "connected" : "away")
                writer.member("callbacks", status.listenerUp ? "connected" : "away")
                writer.member("publishes_under_way", status.publishesUnderWay)
                writer.member("retained_acks_ignored", status.counters.retainedAcks)
                writer.member("foreign_topics_ignored", status.counters.foreignTopics)
            }
            writer.member("partners", each: status.partners) { writer, partner in
                let settings = api.host.directory.partner(partner.id)?.settings
                writer.object { writer in
                    writer.partner(partner, settings ?? .init())
                    writer.memberOrNull("oldest_open_at", oldest[partner.id])
                }
            }
        }
    }

    private func oldestOpen(_ partners: [PartnerID]) async throws -> [PartnerID: Timestamp] {
        try await api.read { ledger in
            var oldest: [PartnerID: Timestamp] = [:]
            for partner in partners {
                oldest[partner] = try ledger.oldestOpen(
                    partner: partner,
                    places: [.backlog, .timed, .window, .received, .held, .unheard, .polled])
            }
            return oldest
        }
    }
}
