// SPDX-License-Identifier: Apache-2.0

import Mosquitto
import Testing

@Suite("Values")
struct ValueTests {
    /// SplitMix64: the same numbers in every run.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64 = 42
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    @Test("waits double up to the longest, and jitter reaches down to nothing")
    func backoff() {
        let backoff = Backoff(base: .seconds(1), max: .seconds(30))
        var generator = Seeded()

        for (failures, widest) in [(0, 1), (1, 2), (4, 16), (5, 30), (1_000_000, 30), (-1, 1)] {
            let delays = (0..<1000).map { _ in
                backoff.delay(afterFailures: failures, using: &generator)
            }
            #expect(delays.allSatisfy { $0 >= .zero && $0 <= .seconds(widest) })
            #expect(delays.contains { $0 < .seconds(widest) * 0.05 })
            #expect(delays.contains { $0 > .seconds(widest) * 0.95 })
        }
        for _ in 0..<100 {
            let delay = backoff.refusedDelay(using: &generator)
            #expect(delay >= .seconds(15) && delay <= .seconds(30))
        }
    }

    @Test("addresses are tried in turn, names twice, and a round ends after the last")
    func rotation() {
        let addresses = [
            BrokerAddress(host: "10.0.0.1", port: 1), BrokerAddress(host: "broker", port: 2),
            BrokerAddress(host: "::1", port: 3),
        ]
        var rotation = AddressRotation(addresses)
        var seen: [String] = []
        var rounds: [Bool] = []
        for _ in 0..<5 {
            seen.append("\(rotation.current.address.port)\(rotation.current.source ?? "")")
            rounds.append(rotation.advance(answered: false))
        }

        #expect(seen == ["1", "2", "20.0.0.0", "3", "1"])
        #expect(rounds == [false, false, false, true, false])
    }

    @Test("a broker that answered is not asked again by another address family")
    func rotationAfterAnswer() {
        var rotation = AddressRotation([
            BrokerAddress(host: "a", port: 1), BrokerAddress(host: "b", port: 2),
        ])

        let first = rotation.advance(answered: true)
        #expect(!first)
        #expect(rotation.current.address.host == "b")
        let second = rotation.advance(answered: true)
        #expect(second)
        #expect(rotation.current.address.host == "a")
    }

    @Test("publishes end in any order, equal identifiers oldest first")
    func inflight() {
        var queue = InflightQueue()
        func add(_ packetID: Int32, _ token: UInt64) {
            let message = OutboundMessage(token: token, topic: "a", payload: [])
            queue.append(.init(packetID: packetID, message: message, handedOverAt: .now))
        }
        for token in 0..<200 { add(Int32(token % 100), UInt64(token)) }

        #expect(queue.count == 200)
        let removed = [7, 7, 7, 1000, 0].map { queue.remove(packetID: $0)?.message.token }
        #expect(removed == [7, 107, nil, nil, 0])
        #expect(queue.count == 197)
        add(7, 500)
        let last = queue.remove(packetID: 7)?.message.token
        #expect(last == 500)
        let rest = queue.removeAll().map(\.message.token)
        #expect(rest == (1..<200).filter { ![7, 107].contains($0) })
        #expect(queue.count == 0)
    }

    @Test("the outbox takes a prefix and asks for one ring")
    func mailbox() {
        let messages = (0..<8).map { OutboundMessage(token: $0, topic: "a", payload: []) }
        var mailbox = Mailbox(limit: 10)
        func take(_ messages: [OutboundMessage]) -> String {
            let taken = mailbox.take(messages)
            return "\(taken.count) \(taken.wakes ? "ring" : "quiet")"
        }

        #expect(take(messages) == "0 quiet")
        mailbox.isOpen = true
        #expect(take([]) == "0 quiet")
        #expect(take(messages) == "8 ring")
        #expect(take(messages) == "2 quiet")
        #expect(take(messages) == "0 quiet")
        #expect(mailbox.waiting.map(\.token) == [0, 1, 2, 3, 4, 5, 6, 7, 0, 1])
        mailbox.waiting = []
        mailbox.staged = 9
        #expect(take(messages) == "1 ring")
        mailbox.waiting = []
        mailbox.closeBy = .now
        #expect(take(messages) == "0 quiet")
    }

    @Test("settings that cannot work are refused, each with its reason")
    func settings() {
        let changes: [@Sendable (inout ConnectionSettings) -> Void] = [
            { $0.clientID = "" }, { $0.clientID = "a\0b" }, { $0.addresses = [] },
            { $0.addresses[0].port = 0 }, { $0.addresses[0].host = "" },
            { $0.username = "a\0" },
            {
                $0.username = "a"; $0.password = [1, 0]
            },
            { $0.password = [1] }, { $0.keepAliveSeconds = 4 }, { $0.receiveMaximum = 0 },
            { $0.sendWindow = 0 }, { $0.sendWindow = 65_536 }, { $0.outboxLimit = 0 },
            { $0.maximumPacketSize = 0 }, { $0.connectTimeout = .zero },
            { $0.backoff = Backoff(base: .zero, max: .zero) },
            { $0.backoff = Backoff(base: .seconds(2), max: .seconds(1)) },
            { $0.subscriptions = [Subscription(topicFilter: "a#")] },
            { $0.subscriptions = [Subscription(topicFilter: "")] },
            { $0.subscriptions = [Subscription(topicFilter: "a", qos: .exactlyOnce)] },
            { $0.subscriptions = [Subscription(topicFilter: "a\0")] },
            { $0.will = Will(topic: "a/+", payload: []) },
            { $0.will = Will(topic: "", payload: []) },
            { $0.tls = TLSSettings(caFile: "/etc/hostname", certificateFile: "/etc/hostname") },
        ]
        for (index, change) in changes.enumerated() {
            var settings = ConnectionSettings.forTest("one", .loopback(1))
            change(&settings)
            #expect(throws: MosquittoError.self, "change \(index)") {
                try Connection(settings, delegate: Recorder())
            }
        }
    }

    @Test("no way of printing settings shows the password")
    func redaction() {
        var settings = ConnectionSettings.forTest("one", .loopback(1))
        settings.username = "me"
        settings.password = Array("opensesame".utf8)
        var dumped = ""
        dump(settings, to: &dumped)

        for text in ["\(settings)", String(reflecting: settings), dumped, "\([settings])"] {
            #expect(text.contains("one"))
            #expect(!text.contains("opensesame"))
            #expect(!text.contains("111, 112"))
        }
    }
}
