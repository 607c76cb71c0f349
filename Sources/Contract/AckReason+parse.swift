// SPDX-License-Identifier: Apache-2.0

extension AckReason {
    /// The member `reason` of an ack or a status change; texts that are too long are cut.
    static func take(from fields: inout FieldReader) -> AckReason? {
        guard let node = fields.field("reason") else { return nil }
        guard node.isObject else {
            fields.refuse("reason", "must be an object: {\"code\":\"…\",\"message\":\"…\"}")
            return nil
        }
        var reason = FieldReader(node)
        let code = reason.optional("code", "a string") { $0.string }
        let message = reason.optional("message", "a string") { $0.string }
        for fault in reason.faults {
            fields.refuse(pointer: "/reason\(fault.pointer)", fault.detail)
        }
        return AckReason(code: code ?? "", message: message ?? "")
    }
}
