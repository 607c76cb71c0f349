// SPDX-License-Identifier: Apache-2.0
import Contract
import Dispatch
import Mosquitto
import Synchronization

/// The same messages without a ledger: triggers out, acks in, receipts out, each QoS 1, through the
/// same broker to the same devices. What a bridge could reach if it promised nothing.
final class RawRelay: ConnectionDelegate {
    private let topics = Topics()
    private let partners: Int
    private let state: Mutex<State>
    private let publisher = Mutex<Connection?>(nil)
    let finished = DispatchSemaphore(value: 0)

    private struct State {
        var sent = 0
        var acked = 0
        let count: Int
        let window: Int
    }

    init(partners: Int, count: Int, window: Int) {
        self.partners = partners
        state = Mutex(State(count: count, window: window))
    }

    /// Runs until every trigger has its ack.
    func run(host: String, port: UInt16) throws {
        let address = BrokerAddress(host: host, port: port)
        let out = try Connection(
            ConnectionSettings(clientID: "relay-publisher", addresses: [address]), delegate: self)
        var listening = ConnectionSettings(clientID: "relay-callbacks", addresses: [address])
        listening.subscriptions = [Subscription(topicFilter: topics.ackFilter, qos: .atLeastOnce)]
        let incoming = try Connection(listening, delegate: self)
        try incoming.start()
        try out.start()
        finished.wait()  // Both connected.
        finished.wait()
        publisher.withLock { $0 = out }
        pump()
        finished.wait()
        incoming.close()
        out.close()
    }

    func connection(_ connection: Connection, did event: ConnectionEvent) {
        switch event {
        case .subscribed: finished.signal()
        case .connected where connection.settings.subscriptions.isEmpty: finished.signal()
        default: break
        }
    }

    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict {
        var receipts: [OutboundMessage] = []
        for message in messages {
            guard case .acks(let partner, let device) = topics.parse(message.topic),
                case .items(let items, _) = AckBody.parse(message.payload),
                case .ack(let ack)? = items.first
            else { continue }
            let receipt = Receipt(
                eventID: ack.eventID, verdict: .applied, outcomeOrStage: "processed",
                recordedAt: Timestamp(microseconds: 0))
            receipts.append(
                OutboundMessage(
                    token: 0, topic: topics.receipts(partner: partner, device: device),
                    payload: receipt.encode(), contentType: "application/json"))
        }
        let isLast = state.withLock { state in
            state.acked += receipts.count
            return state.acked >= state.count
        }
        _ = publisher.withLock { $0 }?.publish(receipts)
        pump()
        if isLast { finished.signal() }
        return .acknowledge
    }

    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
    ) {}

    /// Publishes as much as the window allows.
    private func pump() {
        let range = state.withLock { state in
            let first = state.sent
            state.sent = min(state.count, state.acked + state.window)
            return first..<state.sent
        }
        let messages = range.map(trigger)
        if !messages.isEmpty { _ = publisher.withLock { $0 }?.publish(messages) }
    }

    private func trigger(_ number: Int) -> OutboundMessage {
        let event = EventID(trusted: "e-\(number)")
        let trigger = Trigger(
            eventID: event, eventType: EventType(trusted: "new_order"),
            occurredAtText: "2026-03-02T08:00:00.000Z", attempt: 1,
            orderID: OrderID(trusted: "o-\(number)"))
        return OutboundMessage(
            token: UInt64(number + 1),
            topic: topics.orders(partner: Load.partner(number % partners)),
            payload: trigger.encode(.trigger), contentType: "application/json",
            messageExpirySeconds: 900, correlationData: Array(event.text.utf8),
            userProperties: [
                ("event_id", event.text), ("event_type", "new_order"), ("attempt", "1"),
            ])
    }
}
