// SPDX-License-Identifier: Apache-2.0

extension OrderChange {
    /// Reads a change.
    ///
    /// Unknown fields count for the fingerprint only; `null` in an optional field counts as
    /// absent.
    ///
    /// - Returns: The change, or a problem that names every field at fault, with pointers into
    ///   this change, and the event where that could be read.
    package static func parse(_ node: JSONNode) -> Result<OrderChange, Problem> {
        guard node.isObject else {
            let fault = Problem.Fault(pointer: "", detail: "must be an object")
            return .failure(invalid([fault], eventID: nil))
        }
        guard node.rawBytes.count <= Limits.changeBytes else {
            return .failure(tooLarge(eventID: node.member("event_id")?.identifier()))
        }
        var fields = FieldReader(node)
        let eventID = fields.required("event_id", as: EventID.self)
        guard let change = take(from: &fields, eventID: eventID), fields.faults.isEmpty else {
            return .failure(invalid(fields.faults, eventID: eventID))
        }
        return .success(change)
    }

    private static func take(
        from fields: inout FieldReader,
        eventID: EventID?
    ) -> OrderChange? {
        let eventType = fields.required("event_type", as: EventType.self)
        let occurredAt = fields.required("occurred_at", FieldReader.timestampRule) { $0.timestamp }
        let partners = takePartners(from: &fields)
        let orderID = fields.required("order_id", as: OrderID.self)
        let revision = fields.required("revision", revisionRule) { node -> Int64? in
            node.int64.flatMap { $0 >= 0 ? $0 : nil }
        }
        let shopID = fields.optional("shop_id", as: ShopID.self)
        let deliverBy = fields.optionalTimestamp("deliver_by")
        let processBy = fields.optionalTimestamp("process_by")
        let order = fields.optional("order", "an object", orderText)
        guard fields.faults.isEmpty, let eventID, let eventType, let occurredAt, let partners,
            let orderID, let revision
        else { return nil }
        return OrderChange(
            eventID: eventID,
            eventType: eventType,
            occurredAt: occurredAt,
            occurredAtText: fields.field("occurred_at")?.string,
            partners: partners,
            orderID: orderID,
            revision: revision,
            shopID: shopID,
            deliverBy: deliverBy,
            processBy: processBy,
            order: order,
            traceparent: fields.field("traceparent")?.traceparent,
            fingerprint: Fingerprint(of: fields.object.canonicalBytes())
        )
    }

    private static let revisionRule = "a whole number from 0 to 9223372036854775807"

    /// The object's text with line breaks, which can only stand between values, as blanks.
    private static func orderText(_ node: JSONNode) -> [UInt8]? {
        guard node.isObject else { return nil }
        var text = Array(node.rawBytes)
        guard text.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return text }
        for at in text.indices where text[at] == 0x0A || text[at] == 0x0D {
            text[at] = UInt8(ascii: " ")
        }
        return text
    }
}

extension OrderChange {
    private static func takePartners(from fields: inout FieldReader) -> [PartnerID]? {
        switch (fields.field("partner_id"), fields.field("partner_ids")) {
        case (.some, nil):
            return fields.required("partner_id", as: PartnerID.self).map { [$0] }
        case (nil, let list?):
            return takePartnerList(list, from: &fields)
        case (.some, .some):
            fields.refuse("partner_ids", "must not be there together with partner_id")
        case (nil, nil):
            fields.refuse("partner_id", "is required, or partner_ids: whom the change is for")
        }
        return nil
    }

    private static func takePartnerList(
        _ list: JSONNode,
        from fields: inout FieldReader
    ) -> [PartnerID]? {
        guard list.isArray, 1...Limits.partnersPerChange ~= list.count else {
            fields.refuse(
                "partner_ids",
                "must be a list of 1 to \(Limits.partnersPerChange) partner ids"
            )
            return nil
        }
        var partners: [PartnerID] = []
        partners.reserveCapacity(list.count)
        var seen: Set<PartnerID> = []
        for (position, node) in list.elements.enumerated() {
            guard let partner = node.identifier(as: PartnerID.self) else {
                let rule = FieldReader.rule(PartnerID.self)
                fields.refuse(pointer: "/partner_ids/\(position)", "must be \(rule)")
                continue
            }
            if !seen.insert(partner).inserted {
                fields.refuse(pointer: "/partner_ids/\(position)", "is in the list already")
            }
            partners.append(partner)
        }
        return partners
    }

    private static func invalid(_ faults: [Problem.Fault], eventID: EventID?) -> Problem {
        Problem(
            kind: .invalid,
            detail: "Correct the fields named in errors and send the change again.",
            errors: faults,
            eventID: eventID
        )
    }

    private static func tooLarge(eventID: EventID?) -> Problem {
        Problem(
            kind: .tooLarge,
            detail: "A change may have \(Limits.changeBytes) bytes; send less of the order.",
            eventID: eventID
        )
    }
}
