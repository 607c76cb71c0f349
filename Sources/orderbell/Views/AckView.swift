// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// Acks, for people.
enum AckView {
    static func list(_ list: JSONNode) -> [Block] {
        let rows = list["acks"]?.elements.map(row) ?? []
        guard !rows.isEmpty else { return [.line("No ack fits.")] }
        let columns = [
            "ACK", "RECEIVED", "PARTNER", "DEVICE", "VERDICT", "EVENT", "DETAIL", "CHANNEL",
            "PAYLOAD",
        ]
        return [.table(Table(columns.map { .init($0) }, rows: rows))] + PageView.more(list)
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
