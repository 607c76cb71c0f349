// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization

/// One MQTT connection that keeps itself alive: a safe client over libmosquitto.
///
/// ```swift
/// final class Orders: ConnectionDelegate {
///     func connection(_ connection: Connection, did event: ConnectionEvent) { log(event) }
///
///     func connection(
///         _ connection: Connection, received messages: [InboundMessage]
///     ) -> Verdict {
///         store(messages) ? .acknowledge : .redeliver  // PUBACKs leave after this returns
///     }
///
///     func connection(
///         _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
///     ) {
///         for result in results { finish(result.token, result.outcome) }
///     }
/// }
///
/// var settings = ConnectionSettings(
///     clientID: "orders", addresses: [BrokerAddress(host: "127.0.0.1", port: 1883)])
/// settings.subscriptions = [Subscription(topicFilter: "orders/+/done")]
/// let connection = try Connection(settings, delegate: Orders())
/// try connection.start()
/// …
/// let message = OutboundMessage(token: 7, topic: "orders/7/new", payload: Array("{}".utf8))
/// if !connection.publish(message) { /* not connected, or full: offer it again later */ }
/// …
/// connection.close()
/// ```
///
/// **Threads.** A started connection has one thread of its own, which makes every delegate call.
/// All methods here may be called from any thread, ``close(deadline:)`` from any but that one.
/// Nothing here blocks except `close`.
///
/// **Order.** Messages are given to the broker in the order `publish` took them, and received
/// messages come in the order the broker sent them. After a reconnect everything not yet
/// acknowledged is sent again, in order, before anything new; receivers see duplicates.
///
/// **Durability.** Nothing here outlives the process. A message taken by `publish` is in memory
/// until its ``PublishResult``; the truth belongs in the caller's store. For received QoS 1
/// messages the acknowledgement follows the delegate's ``Verdict``, so a crash at any moment loses
/// none that the broker kept. That holds because libmosquitto, told that threads are ours
/// (`mosquitto_threaded_set`), only queues PUBACKs while it reads and writes them when asked to.
///
/// **Limits.** At most ``ConnectionSettings/sendWindow`` unacknowledged publishes are in the
/// library and ``ConnectionSettings/outboxLimit`` wait before it; `publish` takes no more, and
/// takes none while there is no connection. A batch of received messages is bounded too, and while
/// the delegate works nothing is read: the broker then holds back.
///
/// **Errors.** What is wrong with the settings is thrown by `init`. All that can go wrong later is
/// tried again, with growing waits, and told as a ``ConnectionEvent``; every message taken gets one
/// ``PublishResult``.
///
/// **Trust.** A broker can end the process: libmosquitto 2.0.11 aborts on an MQTT 5 property it
/// does not know. Connect to brokers you trust, and by TLS where others could answer for them.
///
/// Two connections serve better than one if both directions are busy: received messages that are
/// being stored hold up publishes on the same socket.
///
/// - Important: libmosquitto before 2.0.15 ignores SIGPIPE in the whole process.
public final class Connection: Sendable {
    /// The settings it was made with.
    public let settings: ConnectionSettings

    private let shared: Shared
    private let life: Mutex<Life>
    // Held by close alone, across the join, so that a second close waits for the first.
    private let closing = Mutex(())

    private enum Life {
        case made(ConnectionLoop)
        case running(pthread_t)
        case closed
    }

    /// Makes a connection that does nothing yet. It keeps `delegate` until it is closed.
    ///
    /// - Throws: If the settings cannot work, for example a missing certificate file.
    public init(
        _ settings: ConnectionSettings, delegate: any ConnectionDelegate
    ) throws(MosquittoError) {
        try settings.validate()
        self.settings = settings
        shared = try Shared(outboxLimit: settings.outboxLimit)
        let loop = try ConnectionLoop(settings, delegate: delegate, shared: shared)
        life = Mutex(.made(loop))
    }

    /// Whether the broker has accepted the connection and it still stands, as far as known.
    public var isConnected: Bool { shared.isConnected.load(ordering: .acquiring) }

    /// Starts the connection's thread, which connects and stays connected until it is closed.
    /// A started connection lives until it is closed, whether or not anything else refers to it.
    ///
    /// - Throws: If it was started or closed before, or the system has no thread left.
    public func start() throws(MosquittoError) {
        let number: Int32? = life.withLock { life in
            guard case .made(let loop) = life else { return nil }
            var thread = pthread_t()
            let code = ConnectionThread(connection: self, loop: loop).start(&thread)
            if code == 0 { life = .running(thread) }
            return code
        }
        guard let number else { throw .invalid("start the connection", "it was started before") }
        guard number == 0 else { throw .system(number, "start the connection's thread") }
    }

    /// Offers messages to be published.
    ///
    /// A prefix is taken, as far as the outbox has room; none while not connected. Offer the rest
    /// again, in order, when the next results or the next ``ConnectionEvent/connected`` come.
    /// Messages taken stay taken through reconnects; each gets one ``PublishResult``.
    ///
    /// - Returns: How many messages were taken.
    public func publish(_ messages: [OutboundMessage]) -> Int {
        let taken = shared.mailbox.withLock { $0.take(messages) }
        if taken.wakes { shared.wakeup.ring() }
        return taken.count
    }

    /// Offers one message to be published; see ``publish(_:)-([OutboundMessage])``.
    ///
    /// - Returns: Whether it was taken.
    public func publish(_ message: OutboundMessage) -> Bool {
        publish([message]) == 1
    }

    /// Drops the socket without a goodbye and connects again, after the usual wait.
    public func interrupt() {
        shared.mailbox.withLock { $0.isInterrupted = true }
        shared.wakeup.ring()
    }

    /// Ends the connection: publishes what was taken and waits for its acknowledgements, until
    /// `deadline` and only while connected; then says goodbye, ends the thread, frees everything.
    ///
    /// Messages without an acknowledgement by then end as ``PublishOutcome/abandoned``. The last
    /// delegate calls are made before it returns. Closing again does nothing.
    ///
    /// It waits for a delegate call, and for a host name being looked up, however long they take.
    ///
    /// - Important: Never call it from a delegate call: it would wait for itself.
    public func close(deadline: Duration = .seconds(2)) {
        let thread: pthread_t? = life.withLock { life in
            guard case .running(let thread) = life else {
                life = .closed
                return nil
            }
            return thread
        }
        guard let thread else { return }
        precondition(
            pthread_equal(pthread_self(), thread) == 0,
            "close() was called from a delegate call, which is a bug of the delegate's owner")
        closing.withLock { _ in
            let isRunning = life.withLock { if case .running = $0 { true } else { false } }
            guard isRunning else { return }
            shared.mailbox.withLock { $0.closeBy = ContinuousClock.now + deadline }
            shared.wakeup.ring()
            pthread_join(thread, nil)
            life.withLock { $0 = .closed }
        }
    }
}
