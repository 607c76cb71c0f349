// SPDX-License-Identifier: Apache-2.0

package import Contract
internal import Dispatch
package import Mosquitto
internal import Synchronization

/// A simulated device: answers its partner's triggers, with faults on demand.
///
/// It knows the contract (section 4) and nothing of the bridge: a durable session, triggers and
/// the pending count of its partner, its own receipts, acks at QoS 1, presence retained with
/// `offline` as its will. A repeated trigger is answered again.
///
/// A started machine lives until ``stop(deadline:)``.
package final class CoffeeMachine: Sendable {
    package let id: MachineID

    private enum Life {
        case new(Connection)
        case running(Connection)
        case leaving(Connection)
        case away
        case stopped
    }

    private let settings: ConnectionSettings
    private let behaviour: MachineBehaviour
    private let worker: MachineWorker
    private static let goodbyeMax: Duration = .seconds(2)
    private let life: Mutex<Life>

    /// Makes a machine that does nothing yet.
    ///
    /// - Parameters:
    ///   - broker: Where and how to connect. Client id, user name, will, subscriptions and the
    ///     kind of session are set here; the password is the device's.
    ///   - onEvent: Called on the machine's threads, which it must not block. Leaving it out saves
    ///     the work of making events.
    package init(
        partner: PartnerID,
        device: DeviceID,
        broker: ConnectionSettings,
        topics: Topics = Topics(),
        behaviour: MachineBehaviour = MachineBehaviour(),
        onEvent: (@Sendable (MachineEvent) -> Void)? = nil
    ) throws(MachineError) {
        let faults = behaviour.faults
        guard faults.isEmpty else { throw .behaviour(faults) }
        let id = MachineID(partner: partner, device: device)
        self.id = id
        self.behaviour = behaviour
        settings = broker.forMachine(id, topics)
        let state = MachineState(behaviour, id, topics, isListenedTo: onEvent != nil)
        worker = MachineWorker(state, InboundReader(topics, id), onEvent)
        do {
            life = Mutex(.new(try Connection(settings, delegate: worker)))
        } catch {
            throw .connection(error)
        }
    }

    /// What it has done and met so far.
    package var tally: MachineTally { worker.tally }

    /// Whether it has handled the behaviour's count, or was stopped. Once done it is offline to
    /// the bridge, and answers nothing.
    package var isDone: Bool { worker.gate.isOpen }

    /// Waits until ``isDone``, or until the task is cancelled.
    package func done() async { await worker.gate.wait() }

    /// Connects, and stays connected as the behaviour says.
    ///
    /// - Throws: If it was started or stopped before, or the system has no thread left.
    package func start() throws(MachineError) {
        try life.withLock { (life) throws(MachineError) in
            guard case .new(let connection) = life else { throw .notNew }
            do throws(MosquittoError) {
                try connection.start()
            } catch {
                throw .connection(error)
            }
            life = .running(connection)
        }
        planPause()
    }

    /// Drops the socket without a goodbye, as a power cut would: the broker publishes the will.
    /// The machine then connects again.
    package func interrupt() {
        let connection: Connection? = life.withLock { life in
            if case .running(let connection) = life { connection } else { nil }
        }
        connection?.interrupt()
    }

    /// Goes offline for good: says so, waits for what was sent to be confirmed, until `deadline`,
    /// and forgets acks not sent. Stopping again does nothing.
    ///
    /// - Important: Never call it from `onEvent`: it would wait for itself.
    package func stop(deadline: Duration = .seconds(2)) {
        let connection: Connection? = life.withLock { life in
            defer { life = .stopped }
            return switch life {
            case .running(let connection), .leaving(let connection): connection
            case .new, .away, .stopped: nil
            }
        }
        if let connection {
            worker.leave(connection)
            connection.close(deadline: deadline)
        }
        worker.gate.open()
    }
}

/// Going offline and coming back.
extension CoffeeMachine {
    private func planPause() {
        guard let offlineEvery = behaviour.offlineEvery else { return }
        MachineTimer.shared.schedule(at: .now + offlineEvery) { [weak self] in
            guard let self else { return }
            // Closing takes its time, and the timer serves all machines.
            DispatchQueue.global().async { self.goOffline() }
        }
    }

    private func goOffline() {
        let connection: Connection? = life.withLock { life in
            guard case .running(let connection) = life, !isDone else { return nil }
            life = .leaving(connection)
            return connection
        }
        guard let connection else { return }
        worker.leave(connection, for: behaviour.offlineFor)
        connection.close(deadline: Self.goodbyeMax)
        life.withLock { if case .leaving = $0 { $0 = .away } }
        planReturn()
    }

    private func planReturn() {
        MachineTimer.shared.schedule(at: .now + behaviour.offlineFor) { [weak self] in
            self?.comeBack()
        }
    }

    private func comeBack() {
        do throws(MosquittoError) {
            let connection = try Connection(settings, delegate: worker)
            guard life.withLock({ if case .away = $0 { true } else { false } }) else { return }
            worker.comeBack()
            let isBack = try life.withLock { (life) throws(MosquittoError) in
                guard case .away = life else { return false }
                try connection.start()
                life = .running(connection)
                return true
            }
            if isBack { planPause() }
        } catch {
            worker.failed(error.description)
            planReturn()
        }
    }
}
