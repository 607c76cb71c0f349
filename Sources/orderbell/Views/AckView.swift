// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// Acks, for people.
enum AckView {
    static func list(_ list: JSONNode) -> [Block] {
        let rows = list["acks"]?.elements.map(row) ?? []
        guard !rows.isEmpty else { return [.line("No ack fits.")] }
        let words = ["RECEIVED", "PARTNER", "DEVICE", "VERDICT", "EVENT"]
        let columns: [Table.Column] =
            [.init("ACK", .number)] + words.map { .init($0) }
            + [.init("DETAIL", .prose), .init("CHANNEL"), .init("PAYLOAD", .prose)]
        return [.table(Table(columns, rows: rows))] + PageView.more(list)
    }

    private static func row(_ ack: JSONNode) -> [Cell] {
        let verdict = ack.shown("verdict")
        let isGood = ["applied", "duplicate", "late", "ignored"].contains(verdict)
        return [
            Cell(ack.shown("ack_id")), Cell(ack.time("received_at")), Cell(ack.shown("partner_id")),
            Cell(ack.shown("device")), Cell(verdict, isGood ? .good : .bad),
            Cell(ack.shown("event_id")), Cell(ack.shown("detail")), Cell(ack.shown("channel")),
            Cell(ack.shown("payload"), .faint),
        ]
    }
}
