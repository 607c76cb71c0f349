// SPDX-License-Identifier: Apache-2.0

import CoffeeMachine
import Contract
import Foundation
import Mosquitto

/// What a bridge is to machines: it publishes triggers and hears everything they say. It lets a
/// test wait for what it heard.
final class TestBridge: ConnectionDelegate, @unchecked Sendable {
    /// What was heard so far, in the order it came.
    struct Heard {
        var acks: [(device: String, parse: AckParse, payload: [UInt8])] = []
        var presence: [(device: String, word: String, isRetained: Bool)] = []
        var subscribed = 0
        var acknowledged = 0
        var events: [String: [MachineEvent]] = [:]

        /// The good acks, in order.
        var good: [Ack] {
            acks.flatMap { heard -> [Ack] in
                guard case .items(let items, _) = heard.parse else { return [] }
                return items.compactMap { if case .ack(let ack) = $0 { ack } else { nil } }
            }
        }
        var words: [String] { presence.map(\.word) }
    }

    static let partner = PartnerID(trusted: "lungo")
    let topics = Topics()
    // Safe because `condition` guards what is below.
    private let condition = NSCondition()
    private var heard = Heard()
    private var connection: Connection?

    /// Connects and waits until it hears everything.
    init(_ broker: TestBroker) throws {
        var settings = broker.settings("orderbell-bridge")
        settings.subscriptions = [topics.ackFilter, topics.presenceFilter]
            .map { Subscription(topicFilter: $0) }
        let connection = try Connection(settings, delegate: self)
        self.connection = connection
        try connection.start()
        try wait("the bridge's subscriptions") { $0.subscribed == 2 }
    }

    /// Closes the connection, which keeps this object as long as it runs.
    func close() { connection?.close() }

    /// A listener for a machine's events.
    func listener(_ name: String = "machine-1") -> @Sendable (MachineEvent) -> Void {
        { event in self.change { $0.events[name, default: []].append(event) } }
    }

    /// Waits until `isMet` holds, and returns what met it.
    @discardableResult
    func wait(
        _ what: String, seconds: TimeInterval = 30, until isMet: (Heard) -> Bool
    ) throws -> Heard {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while !isMet(heard) {
            guard condition.wait(until: deadline) else {
                throw TestFailure(
                    "waited in vain for \(what): \(heard.acks.count) acks, "
                        + "\(heard.words), \(heard.events.mapValues { $0.suffix(10) })")
            }
        }
        return heard
    }

    /// Publishes triggers and waits until the broker has them.
    func ring(_ triggers: [Trigger], _ format: TriggerFormat = .trigger) throws {
        try publish(triggers.map { (topics.orders(partner: Self.partner), $0.encode(format)) })
    }

    /// Publishes anything and waits until the broker has it.
    func publish(_ messages: [(topic: String, payload: [UInt8])], retain: Bool = false) throws {
        let before = condition.withLock { heard.acknowledged }
        let outbound = messages.map {
            OutboundMessage(token: 0, topic: $0.topic, payload: $0.payload, retain: retain)
        }
        guard connection?.publish(outbound) == outbound.count else {
            throw TestFailure("the bridge's outbox is full")
        }
        try wait("the broker to take messages") { $0.acknowledged >= before + outbound.count }
    }

    func connection(_ connection: Connection, did event: ConnectionEvent) {
        if case .subscribed = event { change { $0.subscribed += 1 } }
    }

    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict {
        change { heard in
            for message in messages {
                switch topics.parse(message.topic) {
                case .acks(_, let device):
                    let parse = AckBody.parse(message.payload)
                    heard.acks.append((device.text, parse, message.payload))
                case .presence(_, let device):
                    let word = String(decoding: message.payload, as: UTF8.self)
                    heard.presence.append((device.text, word, message.retain))
                case .changes, nil: break
                }
            }
        }
        return .acknowledge
    }

    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
    ) {
        change { $0.acknowledged += results.count }
    }

    private func change(_ body: (inout Heard) -> Void) {
        condition.withLock {
            body(&heard)
            condition.broadcast()
        }
    }
}
