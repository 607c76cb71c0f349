// SPDX-License-Identifier: Apache-2.0

internal import Contract
internal import Mosquitto

extension MachineState {
    /// Messages kept while they can not be sent; more are given up, and the bridge asks again.
    private static let outboxLimit = 200_000

    /// Moves what is due into the outbox.
    mutating func sendDue(_ now: Instant) {
        var ready: [Sending] = []
        while let sending = due.popDue(now) { ready.append(sending) }
        pack(ready)
    }

    /// Makes messages, with as many acks each as the behaviour says.
    mutating func pack(_ sendings: [Sending]) {
        guard !sendings.isEmpty else { return }
        var batch: [UInt8] = []
        var count = 0
        for sending in sendings {
            switch sending {
            case .ack(let eventID, let form):
                note(.ackSent(eventID, form.status))
                guard behaviour.batch > 1 else {
                    send(texts.text(eventID, form), acks: 1, answers: 1)
                    continue
                }
                batch.append(contentsOf: count == 0 ? Self.batchHead : [UInt8(ascii: ",")])
                texts.append(eventID, form, to: &batch)
                count += 1
                if count == behaviour.batch { close(&batch, &count) }
            case .garbled(let eventID, let kind, let payload):
                tally.garbled += 1
                note(.garbled(eventID, kind))
                send(payload, acks: 0, answers: 1)
            }
        }
        close(&batch, &count)
    }

    private static let batchHead = Array(#"{"acks":["#.utf8)
    private static let batchTail = Array("]}".utf8)

    private mutating func close(_ batch: inout [UInt8], _ count: inout Int) {
        guard count > 0 else { return }
        send(batch + Self.batchTail, acks: count, answers: count)
        batch.removeAll(keepingCapacity: true)
        count = 0
    }

    /// - Parameters:
    ///   - acks: The good acks in it; they are the message's token, and so come back in its result.
    ///   - answers: The receipts and problems the bridge will send for it.
    private mutating func send(_ payload: [UInt8], acks: Int, answers: Int) {
        guard outbox.count < Self.outboxLimit else {
            lose(acks, "acks were given up: \(Self.outboxLimit) messages are waiting")
            return
        }
        unanswered += answers
        let message = OutboundMessage(token: UInt64(acks), topic: acksTopic, payload: payload)
        outbox.append(message)
    }

    private mutating func lose(_ acks: Int, _ reason: String) {
        tally.acksLost += acks
        tally.lastError = reason
    }
}

/// Handing messages to the connection: by one thread at a time, so that they keep their order.
extension MachineState {
    /// Takes the outbox for publishing. Nil if there is nothing to do, or another thread does it
    /// and will look again.
    mutating func beginFlush() -> (connection: Connection, messages: [OutboundMessage])? {
        guard !isFlushing else {
            hasMissedFlush = true
            return nil
        }
        guard !outbox.isEmpty, let connection else { return nil }
        isFlushing = true
        hasMissedFlush = false
        var messages: [OutboundMessage] = []
        swap(&messages, &outbox)
        return (connection, messages)
    }

    /// Puts back what was not taken. False if there is no use in going on before something changes.
    mutating func endFlush(_ messages: [OutboundMessage], taken: Int) -> Bool {
        isFlushing = false
        unsettled += taken
        guard taken < messages.count else { return true }
        outbox.insert(contentsOf: messages[taken...], at: 0)
        return hasMissedFlush
    }

    /// Counts what became of published messages.
    mutating func settle(_ results: [PublishResult]) {
        unsettled -= results.count
        for result in results {
            let acks = Int(result.token)
            switch result.outcome {
            case .acknowledged(let code) where code < ReasonCode.unspecifiedError:
                tally.acksSent += acks
            case .sent:
                tally.acksSent += acks
            case .acknowledged(let code):
                refuse(acks, ReasonCode.text(code))
            case .rejected(let error):
                refuse(acks, error.description)
            case .abandoned:
                if acks > 0 { lose(acks, "acks were given up: the connection was closed") }
            }
        }
    }

    private mutating func refuse(_ acks: Int, _ reason: String) {
        lose(acks, "a publish was refused: \(reason)")
        unanswered -= acks
        note(.refused(what: "publish", reason: reason))
    }
}
