// SPDX-License-Identifier: Apache-2.0

import CoffeeMachine
import Contract
import Mosquitto
import Testing

@Suite("a machine's presence", .needsBroker, .serialized)
struct PresenceTests {
    @Test("online and offline are kept by the broker", arguments: [MQTTVersion.v5, .v311])
    func presenceIsRetained(version: MQTTVersion) throws {
        try withBridge { broker, bridge in
            let machine = try CoffeeMachine(
                partner: TestBridge.partner, device: DeviceID(trusted: "machine-1"),
                broker: broker.settings("-", version))
            try machine.start()
            try bridge.wait("online") { $0.words == ["online"] }
            bridge.close()
            let second = try TestBridge(broker)
            defer { second.close() }
            try second.wait("the kept word") { $0.words == ["online"] }

            machine.stop()

            let heard = try second.wait("offline") { $0.words == ["online", "offline"] }
            #expect(heard.presence[0].isRetained)
            #expect(machine.isDone)
        }
    }

    @Test("a crash is told by the will", arguments: [MQTTVersion.v5, .v311])
    func willTellsOfACrash(version: MQTTVersion) throws {
        try withMachine(version: version) { bridge, machine in
            machine.interrupt()

            // The first word may come twice: unconfirmed, it is sent again.
            try bridge.wait("offline and online again") {
                $0.words.starts(with: ["online", "offline", "online"])
            }
            try bridge.ring(Trigger.numbered(1))
            try bridge.wait("2 acks") { $0.good.count == 2 }
            #expect(machine.tally.reconnects == 1)
        }
    }

    @Test("a machine goes offline and comes back, again and again, and gets what came meanwhile")
    func goesOfflineAndComesBack() throws {
        try withMachine { behaviour in
            behaviour.offlineEvery = .milliseconds(300)
            behaviour.offlineFor = .milliseconds(200)
        } _: { bridge, machine in
            try bridge.wait("offline") { $0.words == ["online", "offline"] }
            try bridge.ring(Trigger.numbered(5))

            try bridge.wait("two rounds") {
                $0.words.starts(with: ["online", "offline", "online", "offline", "online"])
            }
            let heard = try bridge.wait("10 acks") { $0.good.count >= 10 }
            for event in 1...5 {
                #expect(heard.good.statuses(event).prefix(2) == [.received, .processed])
            }
            let events = heard.events["machine-1", default: []]
            #expect(events.contains(.wentOffline(lasting: .milliseconds(200))))
            #expect(events.contains(.cameBack))
            #expect(machine.tally.offlinePeriods >= 2)
        }
    }

    @Test("a machine can be stopped while it is offline, and not be started again")
    func stopsWhileOffline() throws {
        try withMachine { behaviour in
            behaviour.offlineEvery = .milliseconds(20)
            behaviour.offlineFor = .seconds(3600)
        } _: { bridge, machine in
            try bridge.wait("offline") { $0.words == ["online", "offline"] }

            machine.stop()

            #expect(machine.isDone)
            #expect(throws: MachineError.self) { try machine.start() }
        }
    }
}
