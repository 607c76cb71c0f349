// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc
internal import Synchronization

/// The life of a connection, turn by turn, on its own thread.
///
/// One turn is: wait, read until nothing comes, tell events, have the received messages stored,
/// and only then hand over publishes and write. PUBACKs are queued by the read and leave in the
/// write; between the two stands the delegate's verdict. This order is the library's whole promise.
///
/// Safe because it is made by one thread, given to the connection's thread when that starts, and
/// touched by no other until that has been joined (`@unchecked Sendable`).
final class ConnectionLoop: @unchecked Sendable {
    enum Phase {
        case waiting(until: ContinuousClock.Instant)
        case connecting(deadline: ContinuousClock.Instant)
        case connected(since: ContinuousClock.Instant)
    }

    let settings: ConnectionSettings
    let shared: Shared
    var delegate: (any ConnectionDelegate)?
    var connection: Connection?
    var client: LibraryClient
    var generator = SystemRandomNumberGenerator()

    var phase = Phase.waiting(until: .now)
    var rotation: AddressRotation
    var failedRounds = 0
    var wasRefused = false
    var isTCPUp = false
    var isClientUsed = false
    /// Why the socket must go at the end of this turn.
    var failure: String?

    /// Taken out of the mailbox, given to the library up to `stagedNext`.
    var staged: [OutboundMessage] = []
    var stagedNext = 0
    var inflight = InflightQueue()
    /// Unacknowledged when the last connection ended, to be sent again from `resendNext`.
    var resend: [InflightQueue.Entry] = []
    var resendNext = 0
    var window = 0
    var packetBytesMax = OutboundMessage.wireBytesMax
    var handedOver: [UInt64] = []
    var results: [PublishResult] = []

    var subscribing: [(packetID: Int32, topicFilter: String)] = []
    var readsOn = false
    var nextTick = ContinuousClock.now
    var polled = [pollfd(), pollfd()]

    init(
        _ settings: ConnectionSettings, delegate: any ConnectionDelegate, shared: Shared
    ) throws(MosquittoError) {
        self.settings = settings
        self.delegate = delegate
        self.shared = shared
        rotation = AddressRotation(settings.addresses)
        client = try LibraryClient(settings)
    }

    var sink: CallbackSink { client.sink }

    var isConnected: Bool {
        if case .connected = phase { true } else { false }
    }

    /// Runs until the connection is closed.
    func run(for connection: Connection) {
        self.connection = connection
        while turn() {}
        finish()
        self.connection = nil
        delegate = nil
    }

    /// One turn; false if it was the last.
    private func turn() -> Bool {
        let (isInterrupted, closeBy) = shared.mailbox.withLock { mailbox in
            defer { mailbox.isInterrupted = false }
            return (mailbox.isInterrupted, mailbox.closeBy)
        }
        if isInterrupted { interrupt() }
        if let closeBy, isDone(by: closeBy) { return false }

        let ready = wait(closeBy: closeBy)
        switch phase {
        case .waiting(let until):
            if ContinuousClock.now >= until { beginAttempt() }
        case .connecting(let deadline):
            serve(ready)
            if case .connecting = phase, ContinuousClock.now >= deadline {
                attemptFailed("no answer within \(settings.connectTimeout)")
            }
        case .connected:
            serve(ready)
        }
        return true
    }

    /// Deals with what the socket is ready for.
    private func serve(_ ready: Int16) {
        if !isTCPUp, !finishTCP(ready) { return }
        if ready != 0 || readsOn { read(ready) }
        settle()
        tellEvents()
        guard deliver() else { return }
        if failure == nil, isConnected {
            handOverAgain()
            handOver()
        }
        if failure == nil { write() }
        settle()
        tick()
        report()
        if failure != nil || client.socket < 0 { lose() }
    }

    /// Keep-alive, once a second. It only queues a ping or closes a dead socket.
    private func tick() {
        let now = ContinuousClock.now
        guard failure == nil, now >= nextTick else { return }
        nextTick = now + .seconds(1)
        let code = mosquitto_loop_misc(client.pointer)
        if code != MOSQ_ERR_SUCCESS.rawValue { failure = describe(code) }
    }

    private func interrupt() {
        switch phase {
        case .waiting: break
        case .connecting: attemptFailed("interrupted")
        case .connected:
            failure = "interrupted"
            lose()
        }
    }
}
