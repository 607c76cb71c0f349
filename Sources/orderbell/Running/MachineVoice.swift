// SPDX-License-Identifier: Apache-2.0
internal import Assembly
internal import CoffeeMachine
internal import Contract

/// What a machine does, line by line: for people, or as JSON lines.
struct MachineVoice: Sendable {
    let isJSON: Bool
    /// Each line names its machine.
    let isMany: Bool

    func tell(_ id: MachineID, _ event: MachineEvent) {
        guard let line = words(event) else { return }
        if isJSON {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("machine", id.text)
                writer.member("event", line.event)
                writer.member("event_id", line.eventID)
                writer.member("detail", line.detail)
            }
            StandardOutput.line(String(decoding: writer.bytes, as: UTF8.self))
        } else {
            let name = isMany ? "\(id.text)  " : ""
            let about = [line.eventID?.text, line.detail].compactMap(\.self).joined(separator: "  ")
            StandardOutput.line("\(name)\(line.event)  \(TerminalText.escape(about))")
        }
    }

    func sum(_ tally: MachineTally) {
        let verdicts = Receipt.Verdict.allCases
            .map { "\($0.rawValue) \(tally.receipts[$0] ?? 0)" }.joined(separator: ", ")
        if isJSON {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("event", "sum")
                writer.member("triggers", tally.triggers)
                writer.member("duplicates", tally.duplicates)
                writer.member("acks_sent", tally.acksSent)
                writer.member("receipts", tally.receiptsTotal)
                writer.member("problems", tally.problemsTotal)
            }
            StandardOutput.line(String(decoding: writer.bytes, as: UTF8.self))
        } else {
            StandardOutput.line(
                "\(tally.triggers) triggers (\(tally.duplicates) repeated), \(tally.acksSent) acks sent;"
                    + " receipts: \(verdicts); problems \(tally.problemsTotal)")
        }
    }

    private struct Words {
        let event: String
        var eventID: EventID?
        var detail: String?
    }

    private func words(_ event: MachineEvent) -> Words? {
        switch event {
        case .connected(_, let address): Words(event: "connected", detail: address)
        case .connectFailed(let reason): Words(event: "not connected", detail: reason)
        case .disconnected(let reason): Words(event: "disconnected", detail: reason)
        case .refused(let what, let reason): Words(event: "refused", detail: "\(what): \(reason)")
        case .trigger(let head, let isDuplicate):
            Words(
                event: isDuplicate ? "trigger again" : "trigger", eventID: head.eventID,
                detail: "\(head.eventType.text) order \(head.orderID.text) attempt \(head.attempt)")
        case .unreadable(let topic, let detail):
            Words(event: "unreadable", detail: "\(topic): \(detail)")
        case .pending(let count): Words(event: "pending", detail: "\(count) orders")
        case .dropped(let event): Words(event: "dropped", eventID: event)
        case .garbled(let event, let kind):
            Words(event: "garbled", eventID: event, detail: "\(kind)")
        case .ackSent(let event, let status):
            Words(event: "ack", eventID: event, detail: status.rawValue)
        case .receipt(let event, let verdict, let stage):
            Words(event: "receipt", eventID: event, detail: "\(verdict.rawValue), now \(stage)")
        case .problem(let type, let detail, let event):
            Words(event: "problem", eventID: event, detail: "\(type): \(detail)")
        case .wentOffline(let time): Words(event: "offline", detail: "for \(time)")
        case .cameBack: Words(event: "back online")
        case .finished: Words(event: "done")
        }
    }
}
