// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// Partners, for people.
enum PartnerView {
    static func list(_ list: JSONNode) -> [Block] {
        let partners = list["partners"]?.elements.map(row) ?? []
        guard !partners.isEmpty else {
            return [.line("There is no partner yet; add one with: orderbell partner add ID")]
        }
        let numbers = ["ACCEPTED", "PUBLISHED", "RECEIVED", "PROCESSED", "OPEN", "LATE", "ACKS"]
        let columns: [Table.Column] =
            [.init("PARTNER")] + numbers.map { .init($0, .number) }
            + [.init("DEVICES"), .init("FORMAT"), .init("NAME", .prose)]
        return [.table(Table(columns, rows: partners))]
    }

    static func detail(_ partner: JSONNode) -> [Block] {
        let others = partner.members.filter { $0.key != "settings" }
        let fields = others.flatMap { key, value in
            value.isObject
                ? FieldList.fields(value).map { ("\(key).\($0.name)", $0.value) }
                : [(key, Cell(value.shown))]
        }
        return [.fields(fields), .blank] + settings(partner)
    }

    static func settings(_ partner: JSONNode) -> [Block] {
        let rows = partner["settings"]?.members.map { [Cell($0.key), Cell($0.value.shown)] } ?? []
        return [.table(Table([.init("SETTING"), .init("VALUE", .prose)], rows: rows))]
    }

    private static func row(_ partner: JSONNode) -> [Cell] {
        let totals = partner["totals"]
        let names = ["accepted", "published", "received", "processed", "open", "late", "acks"]
        let devices = partner["devices"].map { "\($0.shown("online"))/\($0.shown("known"))" } ?? ""
        return [Cell(partner.shown("partner"), .strong)]
            + names.map { Cell(totals?.shown($0) ?? "") }
            + [
                Cell(devices), Cell(partner["settings"]?.shown("format") ?? ""),
                Cell(partner.shown("name")),
            ]
    }
}
