// SPDX-License-Identifier: Apache-2.0

package import Contract
package import Mosquitto

/// Many machines, started, watched and stopped as one.
package struct MachineFleet: Sendable {
    package let machines: [CoffeeMachine]

    package init(_ machines: [CoffeeMachine]) { self.machines = machines }

    /// Makes machines that behave alike; chance treats each differently.
    package init(
        _ ids: [MachineID],
        broker: ConnectionSettings,
        topics: Topics = Topics(),
        behaviour: MachineBehaviour = MachineBehaviour(),
        onEvent: (@Sendable (MachineID, MachineEvent) -> Void)? = nil
    ) throws(MachineError) {
        var machines: [CoffeeMachine] = []
        for id in ids {
            var listener: (@Sendable (MachineEvent) -> Void)?
            if let onEvent { listener = { event in onEvent(id, event) } }
            let machine = try CoffeeMachine(
                partner: id.partner, device: id.device, broker: broker, topics: topics,
                behaviour: behaviour, onEvent: listener)
            machines.append(machine)
        }
        self.machines = machines
    }

    /// Starts all; if one can not be started, those before it are stopped again.
    package func start() throws(MachineError) {
        do {
            for machine in machines { try machine.start() }
        } catch {
            stop()
            throw error
        }
    }

    /// Stops all, one after the other, within about `deadline` together.
    package func stop(deadline: Duration = .seconds(2)) {
        let end = ContinuousClock.now + deadline
        for machine in machines {
            machine.stop(deadline: max(.zero, ContinuousClock.now.duration(to: end)))
        }
    }

    /// Everything they have done and met, added up.
    package var tally: MachineTally {
        machines.reduce(into: MachineTally()) { $0 += $1.tally }
    }

    /// Whether every machine is done.
    package var isDone: Bool { machines.allSatisfy(\.isDone) }

    /// Waits until every machine is done, or the task is cancelled.
    package func done() async {
        for machine in machines { await machine.done() }
    }
}
