// SPDX-License-Identifier: Apache-2.0

internal import Contract
internal import Mosquitto
internal import Synchronization

/// Answers triggers: between the connection's thread, the timer's, and the state they share.
///
/// Every turn is the same: change the state, publish what that made, tell what happened.
final class MachineWorker: ConnectionDelegate {
    typealias Listener = @Sendable (MachineEvent) -> Void
    typealias Instant = ContinuousClock.Instant

    /// Opens when the machine is done, or stopped.
    let gate = Gate()
    private let reader: InboundReader
    private let listener: Listener?
    private let state: Mutex<MachineState>

    init(_ state: MachineState, _ reader: InboundReader, _ listener: Listener?) {
        self.state = Mutex(state)
        self.reader = reader
        self.listener = listener
    }

    var tally: MachineTally { state.withLock { $0.tally } }

    func connection(_ connection: Connection, did event: ConnectionEvent) {
        turn { state, _ in state.follow(event, of: connection) }
    }

    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict {
        let inbound = messages.map(reader.read)
        turn { state, now in state.receive(inbound, now) }
        return .acknowledge
    }

    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
    ) {
        guard !results.isEmpty else { return }
        turn { state, _ in state.settle(results) }
    }

    /// Says goodbye on this connection, past everything that waits, and sends nothing more on it.
    func leave(_ connection: Connection, for pause: Duration? = nil) {
        turn { state, _ in
            state.connection = nil
            state.isLeaving = true
            guard let pause else { return }
            state.tally.offlinePeriods += 1
            state.note(.wentOffline(lasting: pause))
        }
        let offline = state.withLock { $0.presence(.offline) }
        let isTaken = connection.publish(offline)
        state.withLock { if isTaken { $0.unsettled += 1 } }
    }

    /// Notes that the pause is over.
    func comeBack() {
        turn { state, _ in
            state.isLeaving = false
            state.note(.cameBack)
        }
    }

    /// Notes something that went wrong outside the connection.
    func failed(_ reason: String) {
        turn { state, _ in
            state.tally.lastError = reason
            state.note(.connectFailed(reason: reason))
        }
    }

    private func turn(_ change: (inout MachineState, Instant) -> Void) {
        let now = ContinuousClock.now
        state.withLock { change(&$0, now) }
        flush()
        let step = state.withLock { $0.takeStep(now) }
        if step.hasFinished { flush() }
        if let wakeAt = step.wakeAt { arm(wakeAt) }
        if let listener { step.events.forEach(listener) }
        if step.hasFinished { gate.open() }
    }

    private func arm(_ moment: Instant) {
        MachineTimer.shared.schedule(at: moment) { [weak self] in
            self?.turn { state, now in state.wake(now) }
        }
    }

    private func flush() {
        while let batch = state.withLock({ $0.beginFlush() }) {
            let taken = batch.connection.publish(batch.messages)
            let goesOn = state.withLock { $0.endFlush(batch.messages, taken: taken) }
            guard goesOn else { return }
        }
    }
}
