// SPDX-License-Identifier: Apache-2.0

import Mosquitto
import Testing

@Suite("Closing", .needsBroker, .serialized)
struct ClosingTests {
    @Test("a loaded connection is closed when everything is acknowledged")
    func drains() throws {
        try withBroker { broker in
            let recorder = Recorder()
            let connection = try Connection(.forTest("one", broker.address), delegate: recorder)
            try connection.start()
            try recorder.wait("a connection") { $0.connects == 1 }
            #expect(connection.publish(OutboundMessage.numbered(0..<5000, topic: "a")) == 5000)

            connection.close(deadline: .seconds(60))

            let record = recorder.now
            #expect(record.results.map(\.token) == (0..<5000).map { UInt64($0) })
            #expect(record.results.allSatisfy { $0.outcome == .acknowledged(reasonCode: 0x10) })
            #expect(record.events.last == .disconnected(reason: "closed"))
            #expect(!connection.isConnected)
        }
    }

    @Test("closed without time, every message taken still ends once")
    func abandons() throws {
        try withFakeBroker({ peer, _ in
            peer.welcome()
            peer.drain()
        }) { broker in
            let recorder = Recorder()
            var settings = ConnectionSettings.forTest("one", .loopback(broker.port))
            settings.sendWindow = 10
            let connection = try Connection(settings, delegate: recorder)
            try connection.start()
            try recorder.wait("a connection") { $0.connects == 1 }
            #expect(connection.publish(OutboundMessage.numbered(0..<100, topic: "a")) == 100)
            try recorder.wait("a full window") { $0.handedOver.count == 10 }

            connection.close(deadline: .zero)

            let record = recorder.now
            #expect(record.results.map(\.token) == (0..<100).map { UInt64($0) })
            #expect(record.results.allSatisfy { $0.outcome == .abandoned })
            #expect(record.results.count { $0.handedOverAt != nil } == 10)
        }
    }

    @Test("a connection that never stood, or never started, is closed at once")
    func disconnected() throws {
        let closed = BrokerAddress.loopback(try FreePort.find())
        let recorder = Recorder()
        var settings = ConnectionSettings.forTest("one", closed)
        settings.backoff = Backoff(base: .seconds(3600), max: .seconds(3600))
        let connection = try Connection(settings, delegate: recorder)
        try connection.start()
        try recorder.wait("a failure") { !$0.failures.isEmpty }

        connection.close(deadline: .seconds(3600))
        connection.close()
        #expect(throws: MosquittoError.self) { try connection.start() }

        let unused = try Connection(settings, delegate: recorder)
        unused.close()
        #expect(throws: MosquittoError.self) { try unused.start() }
    }

    @Test("a closed connection and its delegate are freed")
    func freed() throws {
        try withBroker { broker in
            weak var connection: Connection?
            weak var delegate: Recorder?
            try {
                let recorder = Recorder()
                let made = try Connection(.forTest("one", broker.address), delegate: recorder)
                connection = made
                delegate = recorder
                try made.start()
                try recorder.wait("a connection") { $0.connects == 1 }
                made.close()
            }()

            #expect(connection == nil)
            #expect(delegate == nil)
        }
    }

    /// Closing while messages pour in is where a library's goodbye gets lost in a reset.
    @Test("a clean close under inbound load publishes no will")
    func noWill() throws {
        try withBroker { broker in
            try withConnected(.forTest("witness", broker.address, subscribe: ["w"])) {
                witness, seen in
                try withConnected(.forTest("giver", broker.address)) { giver, given in
                    for round in 0..<10 {
                        var settings = ConnectionSettings.forTest(
                            "one", broker.address, subscribe: ["load"])
                        settings.cleanStart = true
                        settings.will = Will(topic: "w", payload: Array("will".utf8))
                        let recorder = Recorder()
                        let connection = try Connection(settings, delegate: recorder)
                        try connection.start()
                        try recorder.wait("a subscription") { $0.subscriptions == 1 }
                        try giver.publishAll(
                            OutboundMessage.numbered(0..<500, topic: "load"), given)
                        try recorder.wait("load") { !$0.messages.isEmpty }

                        connection.close(deadline: .zero)

                        let marker = OutboundMessage(
                            token: 0, topic: "w", payload: Array("marker".utf8))
                        #expect(witness.publish(marker))
                        try seen.wait("the marker") {
                            $0.payloads.count { $0 == "marker" } == round + 1
                        }
                    }
                    #expect(!seen.now.payloads.contains("will"))
                }
            }
        }
    }

    @Test("a connection that vanishes has its will published")
    func will() throws {
        try withBroker { broker in
            try withConnected(.forTest("witness", broker.address, subscribe: ["w"])) { _, seen in
                var settings = ConnectionSettings.forTest("one", broker.address)
                settings.will = Will(topic: "w", payload: [1, 2])
                try withConnected(settings) { connection, _ in
                    connection.interrupt()
                    let record = try seen.wait("the will") { $0.messages.count == 1 }
                    #expect(record.messages.first?.payload == [1, 2])
                }
            }
        }
    }
}
