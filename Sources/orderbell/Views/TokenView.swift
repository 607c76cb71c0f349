// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// Tokens, for people.
enum TokenView {
    static func created(_ token: JSONNode) -> [Block] {
        [
            .fields(FieldList.fields(token)),
            .line("Keep the token: it is not shown again."),
        ]
    }

    static func list(_ list: JSONNode) -> [Block] {
        let rows = list["tokens"]?.elements.map { token in
            [
                Cell(token.shown("prefix"), .strong), Cell(token.shown("role")),
                Cell(token.shown("partner")), Cell(token.time("created_at")),
                Cell(token.time("expires_at")), Cell(token.time("revoked_at")),
            ]
        }
        let columns = ["PREFIX", "ROLE", "PARTNER", "CREATED", "EXPIRES", "REVOKED"]
        return [.table(Table(columns.map { .init($0) }, rows: rows ?? []))]
    }
}
