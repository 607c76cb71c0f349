// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// Deliveries, for people.
enum DeliveryView {
    static func list(_ list: JSONNode) -> [Block] {
        let rows = list["deliveries"]?.elements.map(row) ?? []
        guard !rows.isEmpty else { return [.line("No delivery fits.")] }
        let columns: [Table.Column] = [
            .init("EVENT"), .init("PARTNER"), .init("STAGE"), .init("OUTCOME"), .init("ACCEPTED"),
            .init("ATTEMPTS", .number), .init("ORDER"), .init("TYPE"), .init("ACKED BY"),
            .init("REASON", .prose),
        ]
        return [.table(Table(columns, rows: rows))] + PageView.more(list)
    }

    static func detail(_ delivery: JSONNode) -> [Block] {
        let apart = ["history", "order"]
        let fields = delivery.members.filter { !apart.contains($0.key) }.map { key, value in
            (name: key, value: key == "outcome" ? outcome(delivery) : Cell(value.shown))
        }
        let order = delivery["order"].map { order -> [Block] in
            order.isNull
                ? []
                : [
                    .blank, .line("order"),
                    .line(Cell(TerminalText.escape(json: order.rawBytes), .faint)),
                ]
        }
        return [.fields(fields)] + (order ?? []) + [.blank] + history(delivery)
    }

    static func trace(_ trace: JSONNode) -> [Block] {
        let deliveries = trace["deliveries"]?.elements.flatMap { delivery -> [Block] in
            let names = ["event_id", "partner_id", "event_type", "stage"]
            let title = names.map { delivery.shown($0) }.joined(separator: " · ")
            return [.blank, .line(Cell(title, .strong)), .line(outcome(delivery))]
                + history(delivery)
        }
        return [.line("Order \(trace.shown("order_id"))")] + (deliveries ?? [])
    }

    private static func history(_ delivery: JSONNode) -> [Block] {
        let rows = delivery["history"]?.elements.map { entry in
            [
                Cell(entry.shown("at"), .faint), Cell(entry.shown("what"), .strong),
                Cell(entry.shown("who")), Cell(entry.shown("attempt")),
                Cell(entry.shown("detail")), Cell(entry.shown("ack")),
            ]
        }
        let columns: [Table.Column] = [
            .init("AT"), .init("WHAT"), .init("WHO"), .init("ATTEMPT", .number),
            .init("DETAIL", .prose), .init("ACK", .number),
        ]
        return [.table(Table(columns, rows: rows ?? []))]
    }

    private static func row(_ delivery: JSONNode) -> [Cell] {
        [
            Cell(delivery.shown("event_id"), .strong), Cell(delivery.shown("partner_id")),
            Cell(delivery.shown("stage")), outcome(delivery), Cell(delivery.time("accepted_at")),
            Cell(delivery.shown("attempts")), Cell(delivery.shown("order_id")),
            Cell(delivery.shown("event_type")), Cell(delivery.shown("acked_by")),
            Cell(delivery.shown("reason")),
        ]
    }

    private static func outcome(_ delivery: JSONNode) -> Cell {
        let outcome = delivery["outcome"]?.string
        let isLate = delivery["late"]?.bool == true
        switch outcome {
        case nil: return Cell("open", .careful)
        case "processed": return Cell(isLate ? "processed late" : "processed", .good)
        case "superseded", "cancelled": return Cell(outcome ?? "", .faint)
        case let outcome?: return Cell(outcome, .bad)
        }
    }
}
