// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Mosquitto
import Testing

@Suite("Publishing", .needsBroker, .serialized)
struct PublishingTests {
    @Test("the broker's reason codes reach the caller")
    func reasonCodes() throws {
        let folder = try TestFolder()
        let rules = try folder.write("acl", "topic readwrite ok/#\n")
        chmodForBroker(rules)
        try withBroker("allow_anonymous true\nacl_file \(rules)\nmessage_size_limit 1000") {
            broker in
            try withConnected(.forTest("one", broker.address, subscribe: ["ok/heard"])) {
                connection, recorder in
                let messages = [
                    OutboundMessage(token: 0, topic: "ok/heard", payload: [1]),
                    OutboundMessage(token: 1, topic: "ok/alone", payload: [1]),
                    OutboundMessage(token: 2, topic: "forbidden", payload: [1]),
                    OutboundMessage(
                        token: 3, topic: "ok/heard", payload: [UInt8](repeating: 0, count: 1001)),
                ]
                #expect(connection.publish(messages) == 4)

                let record = try recorder.wait("four results") { $0.results.count == 4 }
                let codes = [
                    ReasonCode.success, ReasonCode.noMatchingSubscribers,
                    ReasonCode.notAuthorized, ReasonCode.packetTooLarge,
                ]
                #expect(record.results.map(\.token) == [0, 1, 2, 3])
                #expect(
                    record.results.map(\.outcome) == codes.map { .acknowledged(reasonCode: $0) })
            }
        }
    }

    @Test("nothing is taken before the connection stands, or after it was closed")
    func notConnected() throws {
        let closed = BrokerAddress.loopback(try FreePort.find())
        let recorder = Recorder()
        let connection = try Connection(.forTest("one", closed), delegate: recorder)
        let message = OutboundMessage(token: 1, topic: "a", payload: [])

        #expect(!connection.publish(message))
        try connection.start()
        try recorder.wait("a failure") { !$0.failures.isEmpty }
        #expect(!connection.publish(message))
        connection.close()
        #expect(!connection.publish(message))
        #expect(recorder.now.results.isEmpty)
    }

    @Test("the window and the outbox hold what they were set to, and no more")
    func limits() throws {
        try withFakeBroker({ peer, _ in
            peer.welcome()
            peer.drain()
        }) { broker in
            var settings = ConnectionSettings.forTest("one", .loopback(broker.port))
            settings.sendWindow = 5
            settings.outboxLimit = 10
            try withConnected(settings) { connection, recorder in
                let messages = OutboundMessage.numbered(0..<40, topic: "a")

                #expect(connection.publish(messages) == 10)
                try recorder.wait("a full window") { $0.handedOver.count == 5 }
                #expect(connection.publish(Array(messages[10...])) == 5)
                #expect(connection.publish(Array(messages[15...])) == 0)
                #expect(recorder.now.handedOver == [0, 1, 2, 3, 4])
                #expect(recorder.now.results.isEmpty)
                connection.close(deadline: .zero)
                #expect(recorder.now.results.map(\.token) == Array(0..<15))
            }
        }
    }

    @Test("the broker's receive maximum narrows the window")
    func receiveMaximum() throws {
        let looked = DispatchSemaphore(value: 0)
        try withFakeBroker({ peer, _ in
            peer.welcome(properties: [0x21, 0, 3])
            looked.wait()
            while let packet = peer.receive() {
                if packet.first & 0xf0 == 0x30 { peer.acknowledge(packet.body) }
            }
        }) { broker in
            try withConnected(.forTest("one", .loopback(broker.port))) { connection, recorder in
                #expect(connection.publish(OutboundMessage.numbered(0..<10, topic: "a")) == 10)
                try recorder.wait("a full window") { $0.handedOver.count >= 3 }
                #expect(recorder.now.handedOver == [0, 1, 2])
                looked.signal()

                let record = try recorder.wait("ten results") { $0.results.count == 10 }
                #expect(record.results.map(\.token) == Array(0..<10))
                #expect(record.disconnects == 0)
            }
        }
    }

    @Test("publishes without an answer are sent again after a reconnect, in order")
    func sentAgain() throws {
        let again = Recorded<[String]>()
        try withFakeBroker({ peer, number in
            peer.welcome(sessionPresent: number > 0)
            var publishes: [[UInt8]] = []
            while let packet = peer.receive() {
                guard packet.first & 0xf0 == 0x30 else { continue }
                publishes.append(packet.body)
                guard publishes.count == 3 else { continue }
                if number == 0 { return }
                again.set(publishes.map { String(decoding: $0[6...], as: UTF8.self) })
                for body in publishes { peer.acknowledge(body) }
            }
        }) { broker in
            try withConnected(.forTest("one", .loopback(broker.port))) { connection, recorder in
                #expect(connection.publish(OutboundMessage.numbered(0..<3, topic: "a")) == 3)

                let record = try recorder.wait("three results") { $0.results.count == 3 }
                #expect(again.value == ["0", "1", "2"])
                #expect(record.results.allSatisfy { $0.outcome == .acknowledged(reasonCode: 0) })
                #expect(record.handedOver == [0, 1, 2], "handed over once, not once per sending")
                #expect(record.connects == 2)
            }
        }
    }

    @Test("a broker that comes back with a smaller packet limit does not block the window")
    func shrunkLimit() throws {
        try withFakeBroker({ peer, number in
            peer.welcome(properties: number == 0 ? [] : [0x27, 0, 0, 0, 50])
            while let packet = peer.receive() {
                guard packet.first & 0xf0 == 0x30 else { continue }
                if number == 0 { return }
                peer.acknowledge(packet.body)
            }
        }) { broker in
            var settings = ConnectionSettings.forTest("one", .loopback(broker.port))
            settings.sendWindow = 1
            try withConnected(settings) { connection, recorder in
                let large = [UInt8](repeating: 1, count: 100)
                #expect(connection.publish(OutboundMessage(token: 1, topic: "a", payload: large)))
                try recorder.wait("a new connection") { $0.connects == 2 }
                #expect(connection.publish(OutboundMessage(token: 2, topic: "a", payload: [])))

                let record = try recorder.wait("two results") { $0.results.count == 2 }
                #expect(
                    record.results.map(\.outcome) == [.abandoned, .acknowledged(reasonCode: 0)])
            }
        }
    }

    @Test("QoS 0 and 2 are not sent again after a reconnect, but end")
    func notSentAgain() throws {
        try withFakeBroker({ peer, number in
            peer.welcome()
            while let packet = peer.receive() {
                guard packet.first & 0xf0 == 0x30 else { continue }
                if number == 0, packet.body.last == UInt8(ascii: "2") { return }
                if number > 0 { peer.acknowledge(packet.body) }
            }
        }) { broker in
            try withConnected(.forTest("one", .loopback(broker.port))) { connection, recorder in
                var messages = OutboundMessage.numbered(0..<3, topic: "a")
                messages[0].qos = .exactlyOnce
                messages[2].qos = .atMostOnce
                #expect(connection.publish(messages) == 3)

                let record = try recorder.wait("three results") { $0.results.count == 3 }
                let outcomes = Dictionary(
                    uniqueKeysWithValues: record.results.map { ($0.token, $0.outcome) })
                #expect(
                    outcomes == [
                        0: .abandoned, 1: .acknowledged(reasonCode: 0), 2: .sent,
                    ])
            }
        }
    }

    @Test("QoS 0 ends when it was written, QoS 2 when it is complete")
    func otherQualities() throws {
        try withBroker { broker in
            try withConnected(.forTest("one", broker.address, subscribe: ["a"])) {
                connection, recorder in
                let messages = [QoS.atMostOnce, .exactlyOnce, .atLeastOnce].map {
                    OutboundMessage(
                        token: UInt64($0.rawValue), topic: "a", payload: [$0.rawValue], qos: $0)
                }
                #expect(connection.publish(messages) == 3)

                let record = try recorder.wait("all") {
                    $0.results.count == 3 && $0.messages.count == 3
                }
                let outcomes = Dictionary(
                    uniqueKeysWithValues: record.results.map { ($0.token, $0.outcome) })
                #expect(outcomes[0] == .sent)
                #expect(outcomes[1] == .acknowledged(reasonCode: 0))
                #expect(outcomes[2] == .acknowledged(reasonCode: 0))
            }
        }
    }
}
