// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Mosquitto
import Synchronization
import Testing

@Suite("Receiving", .needsBroker, .serialized)
struct ReceivingTests {
    /// The scripted broker sends one QoS 1 message and looks, from inside the delegate call,
    /// whether anything has come back on the socket. On the loopback a write arrives at once.
    @Test("no PUBACK is on the wire before the delegate has decided")
    func acknowledgedAfterVerdict() throws {
        let peerInUse = Recorded<FakePeer>()
        let early = Recorded<Bool>()
        let acknowledged = Recorded<UInt8>()
        let decided = DispatchSemaphore(value: 0)
        let recorder = Recorder { _, _ in
            early.set(peerInUse.value?.hasBytes ?? true)
            decided.signal()
            return .acknowledge
        }
        try withFakeBroker({ peer, _ in
            peer.welcome()
            peerInUse.set(peer)
            peer.send([0x32, 7, 0, 1, UInt8(ascii: "a"), 0, 1, 0, 42])
            decided.wait()  // Nothing is read before, so nothing can be overlooked.
            if let packet = peer.receive() { acknowledged.set(packet.first) }
            peer.drain()
        }) { broker in
            try withConnected(.forTest("one", .loopback(broker.port)), recorder) { _, recorder in
                try recorder.wait("the message") { $0.messages.count == 1 }
            }
        }

        #expect(early.value == false)
        #expect(acknowledged.value == 0x40)
    }

    @Test("a batch that cannot be kept comes again, until it can")
    func redelivered() throws {
        let refusals = Atomic(3)
        let recorder = Recorder { _, _ in
            let left = refusals.load(ordering: .relaxed)
            guard left > 0 else { return .acknowledge }
            refusals.store(left - 1, ordering: .relaxed)
            return .redeliver
        }
        try withBroker { broker in
            try withConnected(.forTest("taker", broker.address, subscribe: ["a"]), recorder) {
                _, taker in
                try withConnected(.forTest("giver", broker.address)) { giver, _ in
                    #expect(giver.publish(OutboundMessage.numbered(0..<50, topic: "a")) == 50)

                    let record = try taker.wait("all messages") {
                        Set($0.payloads).count == 50
                    }
                    #expect(refusals.load(ordering: .relaxed) == 0)
                    #expect(record.disconnects == 3)
                    let first = record.payloads.reduce(into: [String]()) { unique, payload in
                        if !unique.contains(payload) { unique.append(payload) }
                    }
                    #expect(first == (0..<50).map(String.init), "in the order they were sent")
                }
            }
        }
    }

    @Test("a refused batch sends no PUBACK at all")
    func redeliverSendsNothing() throws {
        let firstReply = Recorded<[UInt8]>()
        let attempts = Atomic(0)
        let recorder = Recorder { _, _ in
            attempts.add(1, ordering: .relaxed).oldValue == 0 ? .redeliver : .acknowledge
        }
        try withFakeBroker({ peer, number in
            peer.welcome(sessionPresent: true)
            peer.send([0x32, 7, 0, 1, UInt8(ascii: "a"), 0, 1, 0, 42])
            let packet = peer.receive()
            if number == 0 { firstReply.set(packet.map { [$0.first] } ?? []) }
            if number > 0 { peer.drain() }
        }) { broker in
            try withConnected(.forTest("one", .loopback(broker.port)), recorder) { _, recorder in
                try recorder.wait("the message") { $0.messages.count == 1 }
            }
        }

        #expect(firstReply.value == [])
    }

    @Test("a message kept by the broker says so")
    func retained() throws {
        try withBroker { broker in
            try withConnected(.forTest("giver", broker.address)) { giver, recorder in
                let message = OutboundMessage(token: 1, topic: "a", payload: [1], retain: true)
                #expect(giver.publish(message))
                try recorder.wait("the result") { $0.results.count == 1 }
            }
            try withConnected(.forTest("taker", broker.address, subscribe: ["a"])) { _, recorder in
                let record = try recorder.wait("the message") { $0.messages.count == 1 }
                #expect(record.messages.first?.retain == true)
            }
        }
    }

    @Test("a delegate may publish from its calls")
    func publishesFromDelegate() throws {
        let recorder = Recorder { connection, messages in
            for message in messages where message.topicText == "question" {
                let answer = OutboundMessage(token: 1, topic: "answer", payload: message.payload)
                if !connection.publish(answer) { return .redeliver }
            }
            return .acknowledge
        }
        try withBroker { broker in
            let settings = ConnectionSettings.forTest(
                "one", broker.address, subscribe: ["question", "answer"])
            try withConnected(settings, recorder) { connection, recorder in
                #expect(
                    connection.publish(OutboundMessage(token: 0, topic: "question", payload: [3])))

                let record = try recorder.wait("the answer") { $0.messages.count == 2 }
                #expect(record.messages.last?.topicText == "answer")
                #expect(record.messages.last?.payload == [3])
            }
        }
    }

    @Test("a refused subscription is told, whatever the refusal looks like")
    func refusedSubscription() throws {
        try withFakeBroker({ peer, _ in
            peer.welcome()
            while let packet = peer.receive() {
                guard packet.first == 0x82 else { continue }
                peer.send([0x90, 4, packet.body[0], packet.body[1], 0, 0x87])
            }
        }) { broker in
            let settings = ConnectionSettings.forTest(
                "one", .loopback(broker.port), subscribe: ["a", "b"])
            try withConnected(settings) { _, recorder in
                let events = recorder.now.events.dropFirst()
                #expect(
                    Array(events)
                        == ["a", "b"].map {
                            .subscribed(topicFilter: $0, reasonCode: ReasonCode.notAuthorized)
                        })
            }
        }
    }
}
