// SPDX-License-Identifier: Apache-2.0
package import Contract
import Dispatch
package import Logging
package import Mosquitto
import Synchronization

/// The two connections to the broker: one publishes, one listens on the callback topics.
///
/// They are apart so that a commit, during which no ack may be acknowledged, never stalls what is
/// to be published, and so that each has its own flow control.
package final class BrokerLink: Sendable {
    private let publisher: Connection
    private let listener: Connection
    private let outlet: PublisherSide
    private let inlet: ListenerSide

    /// - Parameter base: everything about the broker but client ids and subscriptions.
    package init(_ base: ConnectionSettings, topics: Topics, clock: any EngineClock, log: Logger)
        throws
    {
        outlet = PublisherSide(clock: clock, log: log)
        inlet = ListenerSide(topics: topics, log: log)
        var publishing = base
        publishing.clientID = base.clientID + "-publisher"
        publishing.subscriptions = []
        publisher = try Connection(publishing, delegate: outlet)
        var listening = base
        listening.clientID = base.clientID + "-callbacks"
        listening.subscriptions = [
            // A retained ack is told from others also while it is new.
            Subscription(
                topicFilter: topics.ackFilter, qos: .atLeastOnce, retainsAsPublished: true),
            Subscription(topicFilter: topics.presenceFilter, qos: .atLeastOnce),
            Subscription(topicFilter: topics.backendChanges, qos: .atLeastOnce),
        ]
        listener = try Connection(listening, delegate: inlet)
    }

    /// Connects; from now on everything that comes is posted to `host`.
    package func start(_ host: EngineHost) throws {
        outlet.host.withLock { $0 = host }
        inlet.host.withLock { $0 = host }
        try publisher.start()
        try listener.start()
    }

    /// Takes a prefix of the messages; any thread.
    package func send(_ messages: [WireMessage]) -> Int {
        publisher.publish(messages.map(OutboundMessage.init))
    }

    /// No more acks from here on.
    package func stopListening() { listener.close(deadline: .seconds(1)) }

    /// Sends what was taken, as far as the broker takes it in time.
    package func stopPublishing() { publisher.close(deadline: .seconds(3)) }
}

/// What the publishing connection reports.
private final class PublisherSide: ConnectionDelegate {
    let host = Mutex<EngineHost?>(nil)
    private let clock: any EngineClock
    private let log: Logger

    init(clock: any EngineClock, log: Logger) {
        self.clock = clock
        self.log = log
    }

    func connection(_ connection: Connection, did event: ConnectionEvent) {
        log.report(event, of: "publisher")
        switch event {
        case .connected(_, let address):
            post(.broker(.publisherUp(address: "\(address)")))
        case .disconnected(let reason):
            post(.broker(.publisherDown(reason: reason)))
        case .refused, .connectFailed, .subscribed: break
        }
    }

    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict {
        .acknowledge  // It subscribes to nothing.
    }

    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
    ) {
        let now = clock.now()
        let asked = tokens.filter { $0 != 0 }
        if !asked.isEmpty { post(.handedOver(asked, at: now)) }
        let ends = results.compactMap { Settlement($0) }
        if !ends.isEmpty { post(.settled(ends, at: now)) }
    }

    private func post(_ input: EngineInput) { host.withLock { $0 }?.post(input) }
}

/// What comes on the callback topics: read on the connection's thread, recorded by the engine, and
/// only then acknowledged to the broker.
private final class ListenerSide: ConnectionDelegate {
    let host = Mutex<EngineHost?>(nil)
    private let topics: Topics
    private let log: Logger

    init(topics: Topics, log: Logger) {
        self.topics = topics
        self.log = log
    }

    func connection(_ connection: Connection, did event: ConnectionEvent) {
        log.report(event, of: "callbacks")
        switch event {
        case .connected(let sessionPresent, _):
            pending.withLock {
                $0 = Pending(
                    sessionPresent: sessionPresent,
                    subscriptions: connection.settings.subscriptions.count)
            }
        case .subscribed(_, let code) where code < 0x80:
            if let sessionPresent = pending.withLock({ $0.subscribed() }) {
                post(.broker(.listenerUp(sessionPresent: sessionPresent)))
            }
        case .disconnected(let reason):
            post(.broker(.listenerDown(reason: reason)))
        case .refused, .connectFailed, .subscribed: break
        }
    }

    /// What must still be granted before acks can arrive.
    private struct Pending {
        var sessionPresent = false
        var subscriptions = 0

        /// - Returns: whether there was a session, once every subscription is granted.
        mutating func subscribed() -> Bool? {
            subscriptions -= 1
            return subscriptions == 0 ? sessionPresent : nil
        }
    }

    private let pending = Mutex(Pending())

    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict {
        guard let host = host.withLock({ $0 }) else { return .redeliver }
        let recorded = Recorded()
        let items = messages.map(read)
        host.post(.callbacks(CallbackRequest(items: items) { recorded.settle($0) }))
        return recorded.wait() ? .acknowledge : .redeliver
    }

    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
    ) {}

    private func read(_ message: InboundMessage) -> Callback {
        switch topics.parse(message.topic) {
        case .acks where message.retain: .retainedAck
        case .acks(let partner, let device):
            .acks(
                partner: partner, device: device, AckBody.parse(message.payload),
                payload: message.payload)
        case .presence(let partner, let device):
            Presence(utf8: message.payload).map {
                .presence(partner: partner, device: device, online: $0 == .online)
            } ?? .foreign
        case .changes: changes(message.payload)
        case nil: .foreign
        }
    }

    private func changes(_ payload: [UInt8]) -> Callback {
        do {
            return .changes(try ChangeBody.parse(payload).items)
        } catch {
            return .unreadableChanges(error)
        }
    }

    private func post(_ input: EngineInput) { host.withLock { $0 }?.post(input) }
}

/// One answer, waited for by the connection's thread.
private final class Recorded: Sendable {
    private let answer = Mutex(false)
    private let bell = DispatchSemaphore(value: 0)

    func settle(_ durable: Bool) {
        answer.withLock { $0 = durable }
        bell.signal()
    }

    func wait() -> Bool {
        bell.wait()
        return answer.withLock { $0 }
    }
}

extension Settlement {
    fileprivate init?(_ result: PublishResult) {
        guard result.token != 0 else { return nil }
        let end: End =
            switch result.outcome {
            case .acknowledged(let code): .pubAck(reasonCode: code)
            case .sent: .pubAck(reasonCode: 0)
            case .rejected(let error): .notSent(error.description)
            case .abandoned: .unknown
            }
        self.init(token: result.token, end: end)
    }
}

extension OutboundMessage {
    fileprivate init(_ message: WireMessage) {
        self.init(
            token: message.token, topic: message.topic, payload: message.payload,
            retain: message.retain, contentType: "application/json",
            messageExpirySeconds: message.expirySeconds,
            correlationData: message.correlationData,
            userProperties: message.userProperties.map { ($0.name, $0.value) })
    }
}

extension Logger {
    fileprivate func report(_ event: ConnectionEvent, of side: String) {
        var metadata: Logger.Metadata = ["connection": "\(side)"]
        switch event {
        case .connected(let sessionPresent, let address):
            metadata["address"] = "\(address)"
            metadata["session_present"] = "\(sessionPresent)"
            notice("connected to the broker", metadata: metadata)
        case .refused(let code, let text):
            metadata["reason_code"] = "\(code)"
            metadata["reason"] = "\(text)"
            error(
                "the broker refuses the connection; check user name and password",
                metadata: metadata)
        case .connectFailed(let address, let reason):
            metadata["address"] = "\(address)"
            metadata["reason"] = "\(reason)"
            warning("the broker can't be reached", metadata: metadata)
        case .disconnected(let reason):
            metadata["reason"] = "\(reason)"
            log(
                level: reason == "closed" ? .info : .warning, "the connection to the broker ended",
                metadata: metadata)
        case .subscribed(let filter, let code):
            metadata["filter"] = "\(filter)"
            metadata["reason_code"] = "\(code)"
            if code >= 0x80 {
                error(
                    "the broker refuses a subscription; check its access rules", metadata: metadata)
            } else {
                debug("subscribed", metadata: metadata)
            }
        }
    }
}
