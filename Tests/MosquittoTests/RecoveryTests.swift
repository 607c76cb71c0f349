// SPDX-License-Identifier: Apache-2.0

import Mosquitto
import Testing

@Suite("Recovery", .needsBroker, .serialized)
struct RecoveryTests {
    @Test("after a killed broker returns, the connection and its subscriptions return")
    func brokerKilled() throws {
        try withBroker { broker in
            try withConnected(.forTest("one", broker.address, subscribe: ["a"])) {
                connection, recorder in
                for round in 1...3 {
                    broker.kill()
                    try recorder.wait("the loss") { $0.disconnects == round }
                    #expect(!connection.isConnected)
                    try broker.restart()
                    try recorder.wait("the return") {
                        $0.connects == round + 1 && $0.subscriptions == round + 1
                    }
                    #expect(connection.publish(OutboundMessage(token: 1, topic: "a", payload: [])))
                    try recorder.wait("a message") { $0.messages.count == round }
                }
                let connects = recorder.now.events.filter {
                    if case .connected = $0 { true } else { false }
                }
                // It kept nothing on disk: each time the session was gone, and was said to be.
                #expect(
                    connects.allSatisfy {
                        $0 == .connected(sessionPresent: false, address: broker.address)
                    })
            }
        }
    }

    @Test("a session that was kept is told, and brings what came meanwhile")
    func sessionKept() throws {
        try withBroker { broker in
            let settings = ConnectionSettings.forTest("taker", broker.address, subscribe: ["a"])
            try withConnected(settings) { _, _ in }
            try withConnected(.forTest("giver", broker.address)) { giver, recorder in
                #expect(giver.publish(OutboundMessage.numbered(0..<20, topic: "a")) == 20)
                try recorder.wait("the results") { $0.results.count == 20 }
            }

            try withConnected(settings) { _, recorder in
                let record = try recorder.wait("the messages") { $0.messages.count == 20 }
                #expect(
                    record.events.first == .connected(sessionPresent: true, address: broker.address)
                )
                #expect(record.payloads == (0..<20).map(String.init))
            }
        }
    }

    @Test("thrown out by a client of the same name, it comes back")
    func takenOver() throws {
        try withBroker { broker in
            try withConnected(.forTest("one", broker.address)) { _, recorder in
                var rival = ConnectionSettings.forTest("one", broker.address)
                rival.backoff = Backoff(base: .seconds(60), max: .seconds(60))
                try withConnected(rival) { _, _ in
                    try recorder.wait("the loss") { $0.disconnects >= 1 }
                }
                try recorder.wait("the return") { $0.connects >= 2 }
            }
        }
    }

    @Test("a broker's own DISCONNECT is told with its reason, and survived")
    func serverDisconnect() throws {
        try withFakeBroker({ peer, number in
            peer.welcome()
            if number == 0 { peer.send([0xe0, 1, 0x98]) }
            peer.drain()
        }) { broker in
            try withConnected(.forTest("one", .loopback(broker.port))) { _, recorder in
                let record = try recorder.wait("the return") { $0.connects == 2 }
                guard case .disconnected(let reason) = record.events[1] else {
                    throw TestFailure("\(record.events)")
                }
                #expect(reason.contains("152"))
            }
        }
    }

    @Test("an interrupted connection returns by itself")
    func interrupted() throws {
        try withBroker { broker in
            try withConnected(.forTest("one", broker.address)) { connection, recorder in
                connection.interrupt()
                let record = try recorder.wait("the return") { $0.connects == 2 }
                #expect(record.events[1] == .disconnected(reason: "interrupted"))
            }
        }
    }

    @Test("every message taken ends once while the broker dies again and again under load")
    func resultsThroughCrashes() throws {
        try withBroker { broker in
            var settings = ConnectionSettings.forTest("one", broker.address)
            settings.outboxLimit = 500
            try withConnected(settings) { connection, recorder in
                var taken = 0
                for round in 1...5 {
                    let goal = taken + 2000
                    while taken < goal {
                        let messages = OutboundMessage.numbered(taken..<goal, topic: "a")
                        let seen = recorder.now.results.count
                        taken += connection.publish(messages)
                        if taken < goal { try recorder.wait("room") { $0.results.count > seen } }
                    }
                    broker.kill()
                    try recorder.wait("the loss") { $0.disconnects == round }
                    try broker.restart()
                    try recorder.wait("the return") { $0.connects == round + 1 }
                }

                let record = try recorder.wait("all results") { $0.results.count >= taken }
                #expect(record.results.map(\.token).sorted() == (0..<UInt64(taken)).map { $0 })
                #expect(record.handedOver == (0..<UInt64(taken)).map { $0 })
            }
        }
    }
}
