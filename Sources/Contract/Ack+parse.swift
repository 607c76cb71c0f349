// SPDX-License-Identifier: Apache-2.0

extension Ack {
    /// Reads one ack; unknown fields are ignored.
    ///
    /// A detail that is too long is cut or dropped and noted in ``losses``; a detail of the wrong
    /// type refuses the ack.
    ///
    /// - Returns: The ack, or a `malformed` or `too-large` problem.
    package static func parse(_ node: JSONNode) -> Result<Ack, Problem> {
        guard node.isObject else {
            let fault = Problem.Fault(pointer: "", detail: "must be an object")
            return .failure(malformed([fault], eventID: nil))
        }
        var fields = FieldReader(node)
        guard node.rawBytes.count <= Limits.ackBytes else {
            return .failure(tooLarge(eventID: node.member("event_id")?.identifier()))
        }
        let eventID = fields.required("event_id", as: EventID.self)
        let ack = take(from: &fields, eventID: eventID)
        guard let ack, fields.faults.isEmpty else {
            return .failure(malformed(fields.faults, eventID: eventID))
        }
        return .success(ack)
    }

    private static func take(from fields: inout FieldReader, eventID: EventID?) -> Ack? {
        var losses: Losses = []
        let status = fields.required("status", statusRule, takeStatus)
        let orderStatus = takeOrderStatus(from: &fields, &losses)
        let preparationTimeS = fields.optionalInteger("preparation_time_s")
        let reason = AckReason.take(from: &fields)
        let retryable = fields.optional("retryable", "true or false") { $0.bool }
        let retryAfterS = fields.optionalInteger("retry_after_s")
        if reason?.isTruncated == true { losses.insert(.reasonTruncated) }
        guard let eventID, let status, fields.faults.isEmpty else { return nil }
        return Ack(
            eventID: eventID,
            status: status,
            orderStatus: orderStatus,
            preparationTimeS: preparationTimeS,
            reason: reason,
            retryable: retryable ?? false,
            retryAfterS: retryAfterS.map { min(max($0, 0), Limits.retryAfterSeconds) },
            losses: losses,
            raw: fields.object.ownBytes
        )
    }

    private static let statusRule =
        "one of " + Status.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")

    private static func takeStatus(_ node: JSONNode) -> Status? {
        guard node.isString else { return nil }
        return node.withUTF8 { bytes in
            Status.allCases.first { $0.rawValue.utf8.elementsEqual(bytes) }
        }
    }

    private static func takeOrderStatus(
        from fields: inout FieldReader,
        _ losses: inout Losses
    ) -> String? {
        guard let node = fields.field("order_status") else { return nil }
        if let length = node.utf8Count, length > Limits.orderStatusBytes {
            // Half a decision would be another one, so it is dropped, not cut.
            losses.insert(.orderStatusDropped)
            return nil
        }
        return fields.required("order_status", OrderStatus.rule) { node -> String? in
            guard node.isString, node.withUTF8({ OrderStatus.accepts($0) }) else { return nil }
            return node.string
        }
    }
}

extension Ack {
    private static func malformed(_ faults: [Problem.Fault], eventID: EventID?) -> Problem {
        Problem(
            kind: .malformed,
            detail: "Correct the fields named in errors and send the ack again.",
            errors: faults,
            eventID: eventID
        )
    }

    private static func tooLarge(eventID: EventID?) -> Problem {
        Problem(
            kind: .tooLarge,
            detail: "An ack may have \(Limits.ackBytes) bytes; send a shorter reason.",
            eventID: eventID
        )
    }
}

extension JSONNode {
    /// ``rawBytes`` as an array; the document's own one where the value is all of it.
    var ownBytes: [UInt8] {
        let raw = rawBytes
        return raw.count == document.bytes.count ? document.bytes : Array(raw)
    }
}
