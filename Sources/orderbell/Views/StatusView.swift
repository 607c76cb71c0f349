// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// The instance's state, for people.
enum StatusView {
    static func blocks(_ status: JSONNode) -> [Block] {
        let fields = status.members.filter { $0.key != "partners" }.flatMap { key, value in
            value.isObject
                ? FieldList.fields(value).map { ("\(key).\($0.name)", $0.value) }
                : [(key, Cell(value.shown))]
        }
        return [.fields(fields), .blank] + PartnerView.list(status)
    }
}
