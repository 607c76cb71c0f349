// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Glibc
import HTTPAPI
import Ledger
import Settings
import Synchronization

/// The ledger as it fills: a table drawn over itself on a terminal, plain lines elsewhere.
struct LedgerDisplay: Sendable {
    let instance: Instance
    /// Fewer lines, none drawn over.
    let plain: Bool
    private let isTerminal = isatty(STDOUT_FILENO) == 1
    private let drawn = Drawn()

    private final class Drawn: Sendable {
        struct State {
            var lines = 0
            var at: ContinuousClock.Instant?
        }
        let state = Mutex(State())
    }

    init(instance: Instance, plain: Bool) {
        self.instance = instance
        self.plain = plain
    }

    func welcome(_ configuration: Configuration, http: String, token: String?) {
        let dir = configuration.folder.resolve(".")
        StandardOutput.write(
            """
            Orderbell is running: broker \(configuration.broker.url), ledger \(configuration.ledger.path)

            Send an order yourself:
              curl -s http://\(http)/v1/order-changes -H 'Authorization: Bearer \(token ?? "BACKEND_TOKEN")' \\
                -H 'Content-Type: application/json' \\
                -d '{"event_id":"my-1","event_type":"new_order","occurred_at":"2026-03-02T08:00:00Z",
                     "partner_id":"lungo","order_id":"my-order","revision":1,"order":{"status":"new"}}'
            Look at it:
              orderbell order trace my-order --dir \(dir)
              orderbell delivery list --partner lungo --dir \(dir)
            Ctrl-C stops; the next run goes on with the same ledger.


            """)
    }

    /// Draws at most twice a second on a terminal, every two seconds elsewhere.
    ///
    /// - Returns: how many deliveries are open.
    @discardableResult
    func refresh(progress: String) async throws -> Int {
        let status = try await instance.api.status()
        let open = status.partners.reduce(0) { $0 + $1.totals.open }
        guard isDue else { return open }
        let rows = try await rows(status)
        if isTerminal { draw(rows + ["", progress]) } else { say(rows, progress) }
        return open
    }

    func final() async throws {
        let rows = try await rows(try await instance.api.status())
        if isTerminal { draw(rows) } else { StandardOutput.line("") }
        if !isTerminal { for row in rows { StandardOutput.line(row) } }
    }

    private var isDue: Bool {
        let pause: Duration = isTerminal ? .milliseconds(400) : .seconds(2)
        return drawn.state.withLock { state in
            if let at = state.at, at.duration(to: .now) < pause { return false }
            state.at = .now
            return true
        }
    }

    // MARK: Rows

    private static let heads = [
        "partner", "accepted", "published", "received", "processed", "failed", "expired", "open",
        "oldest open",
    ]

    private func rows(_ status: EngineStatus) async throws -> [String] {
        var table = [Self.heads]
        for partner in status.partners {
            let totals = partner.totals
            let counts = [
                totals.accepted, totals.published, totals.received, totals.processedFacts,
                totals.outcomes[.failed] ?? 0, totals.outcomes[.expired] ?? 0, totals.open,
            ]
            table.append(
                [partner.id.text] + counts.map(String.init) + [try await age(of: partner.id)])
        }
        let widths = Self.heads.indices.map { column in
            table.map { $0[column].count }.max() ?? 0
        }
        return table.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
    }

    private func age(of partner: PartnerID) async throws -> String {
        let places = Place.allCases.filter { $0 != .closed }
        let oldest = try await instance.api.read { ledger in
            try ledger.oldestOpen(partner: partner, places: places)
        }
        guard let oldest else { return "-" }
        let age = instance.api.clock.now().wall.microseconds - oldest.microseconds
        return "\(Double(max(0, age) / 100_000) / 10) s"
    }

    // MARK: Drawing

    private func draw(_ lines: [String]) {
        let before = drawn.state.withLock { state in
            defer { state.lines = lines.count }
            return state.lines
        }
        var text = before > 0 ? "\u{1B}[\(before)A" : ""
        for line in lines { text += "\u{1B}[2K\(line)\n" }
        StandardOutput.write(text)
    }

    private func say(_ rows: [String], _ progress: String) {
        StandardOutput.line(progress)
        for row in rows { StandardOutput.line("  \(row)") }
    }
}
