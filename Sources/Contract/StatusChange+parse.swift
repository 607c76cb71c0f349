// SPDX-License-Identifier: Apache-2.0

extension StatusChange {
    /// One item as it was read: the change, or the problem with the order it names where that
    /// could be read.
    package enum Item: Sendable, Equatable {
        case change(StatusChange)
        case bad(OrderID?, Problem)
    }

    /// Reads the body `{"status_changes":[…]}`.
    ///
    /// - Throws: A problem with the whole: it is too large, holds too many, or is not JSON of that
    ///   shape. A problem with one status change is that item's.
    package static func parseBody(_ bytes: [UInt8]) throws(Problem) -> [Item] {
        let root: JSONNode
        do {
            root = try JSONDocument(parsing: bytes, maxBytes: Limits.statusChangeBatchBytes).root
        } catch {
            throw Problem(error)
        }
        guard root.isObject, let changes = root.member("status_changes"), changes.isArray else {
            throw Problem(
                .malformed, "Send {\"status_changes\":[…]} with a list of status changes.")
        }
        guard changes.count <= Limits.statusChangesPerBatch else {
            throw Problem(
                .tooLarge,
                "\(changes.count) status changes at once; send at most"
                    + " \(Limits.statusChangesPerBatch)."
            )
        }
        return changes.elements.map(parse)
    }

    /// Reads one status change; unknown fields are ignored.
    package static func parse(_ node: JSONNode) -> Item {
        guard node.isObject else {
            let fault = Problem.Fault(pointer: "", detail: "must be an object")
            return .bad(nil, invalid([fault]))
        }
        guard node.rawBytes.count <= Limits.statusChangeBytes else {
            let advice =
                "A status change may have \(Limits.statusChangeBytes) bytes;"
                + " send a shorter reason."
            return .bad(node.member("order_id")?.identifier(), Problem(.tooLarge, advice))
        }
        var fields = FieldReader(node)
        let orderID = fields.required("order_id", as: OrderID.self)
        guard let change = take(from: &fields, orderID), fields.faults.isEmpty else {
            return .bad(orderID, invalid(fields.faults))
        }
        return .change(change)
    }

    private static func take(from fields: inout FieldReader, _ orderID: OrderID?) -> StatusChange? {
        let status = fields.required("new_status", OrderStatus.rule) { node -> String? in
            guard node.isString, node.withUTF8({ OrderStatus.accepts($0) }) else { return nil }
            return node.string
        }
        let reason = AckReason.take(from: &fields)
        let preparationTimeS = fields.optionalInteger("preparation_time_s")
        let revision = fields.optionalInteger("revision")
        guard let orderID, let status else { return nil }
        return StatusChange(
            orderID: orderID,
            newStatus: status,
            reason: reason,
            preparationTimeS: preparationTimeS,
            revision: revision
        )
    }

    private static func invalid(_ faults: [Problem.Fault]) -> Problem {
        Problem(
            kind: .malformed,
            detail: "Correct the fields named in errors and send the status change again.",
            errors: faults
        )
    }
}
