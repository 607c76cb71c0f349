// SPDX-License-Identifier: Apache-2.0

internal import Contract

extension MachineState {
    /// Acts on received messages: answers what is to be answered now, plans the rest.
    mutating func receive(_ messages: [MachineInbound], _ now: Instant) {
        var ready: [Sending] = []
        for message in messages {
            switch message {
            case .trigger(let trigger):
                take(trigger, now, &ready)
            case .receipt(let eventID, let verdict, let outcomeOrStage):
                tally.receipts[verdict, default: 0] += 1
                unanswered -= 1
                note(.receipt(eventID, verdict, outcomeOrStage: outcomeOrStage))
            case .problem(let type, let detail, let eventID):
                tally.problems[type, default: 0] += 1
                unanswered -= 1
                note(.problem(type: type, detail: detail, eventID: eventID))
            case .pending(let count):
                note(.pending(count: count))
            case .unreadable(let topic, let detail):
                tally.unreadable += 1
                tally.lastError = "a message that could not be read: \(detail)"
                note(.unreadable(topic: String(decoding: topic, as: UTF8.self), detail: detail))
            case .cleared:
                break
            }
        }
        pack(ready)
    }

    private mutating func take(
        _ trigger: TriggerHead, _ now: Instant, _ ready: inout [Sending]
    ) {
        tally.triggers += 1
        let isDuplicate = !recent.insert(trigger.eventID)
        if isDuplicate { tally.duplicates += 1 }
        note(.trigger(trigger, isDuplicate: isDuplicate))
        if let count = behaviour.count, handled >= count {
            tally.ignored += 1
            return
        }
        handled += 1
        let fate = MachineFate(of: trigger, behaviour, seed: seed)
        guard !fate.drops else {
            tally.dropped += 1
            note(.dropped(trigger.eventID))
            return
        }
        plan(trigger, fate, now, &ready)
    }

    private mutating func plan(
        _ trigger: TriggerHead, _ fate: MachineFate, _ now: Instant, _ ready: inout [Sending]
    ) {
        var fate = fate
        var at = now
        if let garbled = fate.garbled {
            let ack = texts.text(trigger.eventID, .received)
            var random = fate.random
            let payload = garbled.payload(for: trigger.eventID, ack: ack, using: &random)
            at += fate.nextDelay()
            add(.garbled(trigger.eventID, garbled, payload: payload), at, now, &ready)
        }
        for answer in behaviour.answers {
            at += fate.nextDelay()
            let sending = Sending.ack(trigger.eventID, form(of: answer, trigger, fate))
            add(sending, at, now, &ready)
            if fate.isDuplicated { add(sending, at, now, &ready) }
        }
    }

    private func form(
        of answer: Ack.Status, _ trigger: TriggerHead, _ fate: MachineFate
    ) -> AckForm {
        guard answer == .processed else { return AckForm(answer) }
        if fate.fails { return .failed }
        return behaviour.decides && trigger.eventType == Self.newOrder ? .accepted : .processed
    }

    private mutating func add(
        _ sending: Sending, _ at: Instant, _ now: Instant, _ ready: inout [Sending]
    ) {
        if at > now { due.add(sending, at: at) } else { ready.append(sending) }
    }

    private static let newOrder = EventType(trusted: "new_order")
}
