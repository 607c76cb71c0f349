// SPDX-License-Identifier: Apache-2.0

import CoffeeMachine
import Contract
import Testing

@Suite("a machine's count", .needsBroker, .serialized, .timeLimit(.minutes(1)))
struct CountTests {
    @Test("a machine is done when its count is answered, and ignores what comes after")
    func countStops() async throws {
        let broker = try TestBroker()
        let bridge = try TestBridge(broker)
        defer { bridge.close() }
        var behaviour = MachineBehaviour()
        behaviour.count = 10
        behaviour.delay = .milliseconds(5) ... .milliseconds(20)
        behaviour.receiptWait = .zero
        let machine = try CoffeeMachine(
            partner: TestBridge.partner, device: DeviceID(trusted: "machine-1"),
            broker: broker.settings(), behaviour: behaviour,
            onEvent: bridge.listener())
        defer { machine.stop() }
        try machine.start()
        try bridge.wait("online") { $0.words == ["online"] }

        try bridge.ring(Trigger.numbered(15))
        await machine.done()

        let heard = try bridge.wait("offline") { $0.words == ["online", "offline"] }
        #expect(heard.good.count == 20)
        #expect(machine.tally.acksSent == 20)
        #expect(machine.tally.ignored == 5)
        #expect(machine.isDone)
        #expect(heard.events["machine-1", default: []].last { $0 == .finished } != nil)
    }

    @Test("a machine that is done waits for its receipts, not beyond them")
    func waitsForReceipts() async throws {
        let broker = try TestBroker()
        let bridge = try TestBridge(broker)
        defer { bridge.close() }
        var behaviour = MachineBehaviour()
        behaviour.count = 1
        behaviour.receiptWait = .seconds(3600)
        let machine = try CoffeeMachine(
            partner: TestBridge.partner, device: DeviceID(trusted: "machine-1"),
            broker: broker.settings(), behaviour: behaviour)
        defer { machine.stop() }
        try machine.start()
        try bridge.wait("online") { $0.words == ["online"] }
        try bridge.ring(Trigger.numbered(1))
        try bridge.wait("2 acks") { $0.good.count == 2 }
        #expect(!machine.isDone)

        let receipt = #"{"event_id":"event-1","verdict":"applied","outcome_or_stage":"processed"}"#
        let topic = bridge.topics.receipts(partner: machine.id.partner, device: machine.id.device)
        try bridge.publish([(topic, Array(receipt.utf8)), (topic, Array(receipt.utf8))])
        await machine.done()

        #expect(machine.tally.receipts == [.applied: 2])
    }

    @Test("a fleet starts, answers, counts and stops as one")
    func fleet() async throws {
        let broker = try TestBroker()
        let bridge = try TestBridge(broker)
        defer { bridge.close() }
        var behaviour = MachineBehaviour()
        behaviour.count = 20
        behaviour.receiptWait = .zero
        let fleet = try MachineFleet(
            MachineID.numbered(5, of: TestBridge.partner), broker: broker.settings(),
            behaviour: behaviour)
        defer { fleet.stop() }
        try fleet.start()
        try bridge.wait("all online") { $0.words.count == 5 }

        try bridge.ring(Trigger.numbered(20))
        await fleet.done()

        #expect(fleet.tally.triggers == 100)
        #expect(fleet.tally.acksSent == 200)
        #expect(fleet.isDone)
        fleet.stop()
        let heard = try bridge.wait("200 acks") { $0.good.count == 200 }
        #expect(Set(heard.acks.map(\.device)).count == 5)
    }

    @Test("waiting for a machine ends with the waiting task")
    func doneIsCancelled() async throws {
        let broker = try TestBroker()
        let machine = try CoffeeMachine(
            partner: TestBridge.partner, device: DeviceID(trusted: "machine-1"),
            broker: broker.settings())
        defer { machine.stop() }

        let waiting = Task { await machine.done() }
        waiting.cancel()
        await waiting.value

        #expect(!machine.isDone)
    }
}
