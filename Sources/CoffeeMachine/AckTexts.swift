// SPDX-License-Identifier: Apache-2.0

internal import Contract

/// Acks written beforehand, with room for the event's name.
///
/// The name needs no escape: every accepted identifier is plain ASCII.
struct AckTexts: Sendable {
    private let head: [UInt8]
    private let tails: [[UInt8]]

    init(_ behaviour: MachineBehaviour) {
        let texts = AckForm.allCases.map { Self.split(Self.ack($0, behaviour)) }
        head = texts.first?.head ?? []
        tails = texts.map(\.tail)
    }

    /// The bytes of one ack.
    func text(_ eventID: EventID, _ form: AckForm) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.count + eventID.text.utf8.count + tails[form.rawValue].count)
        append(eventID, form, to: &bytes)
        return bytes
    }

    /// Appends the bytes of one ack.
    func append(_ eventID: EventID, _ form: AckForm, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: head)
        bytes.append(contentsOf: eventID.text.utf8)
        bytes.append(contentsOf: tails[form.rawValue])
    }

    private static let placeholder = EventID(trusted: "@")

    private static func ack(_ form: AckForm, _ behaviour: MachineBehaviour) -> Ack {
        var ack = Ack(eventID: placeholder, status: form.status)
        if form == .accepted {
            ack.orderStatus = "accepted"
            ack.preparationTimeS = behaviour.preparationTimeS
        }
        if form == .failed {
            ack.reason = AckReason(code: "out_of_beans", message: "No beans left.")
            ack.retryable = true
        }
        return ack
    }

    /// What stands before and after the placeholder.
    private static func split(_ ack: Ack) -> (head: [UInt8], tail: [UInt8]) {
        var writer = JSONWriter()
        ack.write(to: &writer)
        let parts = writer.bytes.split(separator: UInt8(ascii: "@"), maxSplits: 1)
        return (parts.first.map(Array.init) ?? [], parts.last.map(Array.init) ?? [])
    }
}
