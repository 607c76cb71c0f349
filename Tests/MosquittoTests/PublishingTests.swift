// SPDX-License-Identifier: Apache-2.0

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
                #expect(record.results.map(\.outcome) == codes.map { .acknowledged(reasonCode: $0) })
            }
        }
    }

    @Test("a packet over the broker's limit is rejected here, exactly at the border")
    func oversize() throws {
        try withBroker("allow_anonymous true\nmax_packet_size 500") { broker in
            try withConnected(.forTest("one", broker.address, subscribe: ["a"])) {
                connection, recorder in
                // PUBLISH: 1 + 2 (length) + 2 + 1 (topic) + 2 (identifier) + 1 (no properties).
                let messages = [490, 491, 492, 493, 10_000].enumerated().map {
                    OutboundMessage(
                        token: UInt64($0), topic: "a", payload: [UInt8](repeating: 1, count: $1))
                }
                #expect(connection.publish(messages) == 5)

                let record = try recorder.wait("all results") { $0.results.count == 5 }
                let taken = record.results.filter { $0.outcome == .acknowledged(reasonCode: 0) }
                #expect(taken.map(\.token).sorted() == [0, 1])
                for result in record.results where result.token > 1 {
                    guard case .rejected(let error) = result.outcome else {
                        throw TestFailure("\(result)")
                    }
                    #expect(error.isOversize)
                }
                #expect(record.disconnects == 0)
                #expect(connection.isConnected)
            }
        }
    }

    @Test("what C would cut at a zero byte, or MQTT cannot carry, is rejected here")
    func unspeakable() throws {
        try withBroker { broker in
            try withConnected(.forTest("one", broker.address, subscribe: ["#"])) {
                connection, recorder in
                let long = String(repeating: "x", count: 65_536)
                var messages = ["a\0b", "", "a/+", "a/#", long].enumerated().map {
                    OutboundMessage(token: UInt64($0), topic: $1, payload: [1])
                }
                messages.append(
                    OutboundMessage(token: 5, topic: "a", payload: [], contentType: "x\0y"))
                messages.append(
                    OutboundMessage(
                        token: 6, topic: "a", payload: [],
                        correlationData: [UInt8](repeating: 0, count: 65_536)))
                messages.append(
                    OutboundMessage(token: 7, topic: "a", payload: [], userProperties: [(long, "")])
                )
                messages.append(OutboundMessage(token: 8, topic: "good", payload: [8]))
                #expect(connection.publish(messages) == 9)

                let record = try recorder.wait("the good one") {
                    $0.results.count == 9 && $0.messages.count == 1
                }
                let rejected = record.results.filter {
                    if case .rejected = $0.outcome { true } else { false }
                }
                #expect(rejected.map(\.token) == [0, 1, 2, 3, 4, 5, 6, 7])
                #expect(record.handedOver == [8])
                #expect(record.messages.first?.topicText == "good")
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
        let seen = Recorded<Int>()
        try withFakeBroker({ peer, _ in
            peer.welcome(properties: [0x21, 0, 3])
            var publishes: [[UInt8]] = []
            var total = 0
            while let packet = peer.receive() {
                guard packet.first & 0xf0 == 0x30 else { continue }
                publishes.append(packet.body)
                total += 1
                seen.set(total)
                guard publishes.count == 3 || total == 10 else { continue }
                if peer.hasBytes { return }  // A fourth before the first was acknowledged.
                for body in publishes { peer.acknowledge(body) }
                publishes = []
            }
        }) { broker in
            try withConnected(.forTest("one", .loopback(broker.port))) { connection, recorder in
                #expect(connection.publish(OutboundMessage.numbered(0..<10, topic: "a")) == 10)

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
                #expect(outcomes == [
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
