// SPDX-License-Identifier: Apache-2.0

import Mosquitto
import Synchronization
import Testing

/// Counts instead of recording, so that the memory measured is the library's.
private final class Counter: ConnectionDelegate {
    let connects = Atomic(0)
    let subscriptions = Atomic(0)
    let messages = Atomic(0)
    let tokens = Atomic<UInt64>(0)
    let acknowledged = Atomic(0)
    let others = Atomic(0)

    func connection(_ connection: Connection, did event: ConnectionEvent) {
        if case .connected = event { connects.add(1, ordering: .relaxed) }
        if case .subscribed = event { subscriptions.add(1, ordering: .relaxed) }
    }

    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict {
        self.messages.add(messages.count, ordering: .relaxed)
        return .acknowledge
    }

    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
    ) {
        for result in results {
            self.tokens.add(result.token, ordering: .relaxed)
            if result.outcome == .acknowledged(reasonCode: 0) {
                acknowledged.add(1, ordering: .relaxed)
            } else {
                others.add(1, ordering: .relaxed)
            }
        }
    }
}

@Suite("Load", .needsBroker, .serialized)
struct LoadTests {
    @Test("100,000 messages go through, each with its result, in bounded memory")
    func hundredThousand() throws {
        let count = 100_000
        let counter = Counter()
        try withBroker { broker in
            var settings = ConnectionSettings.forTest("giver", broker.address)
            let giver = try Connection(settings, delegate: counter)
            settings = .forTest("taker", broker.address, subscribe: ["a"])
            let taker = try Connection(settings, delegate: counter)
            defer {
                giver.close()
                taker.close()
            }
            try taker.start()
            try giver.start()
            try reached("subscription") { counter.subscriptions.load(ordering: .relaxed) == 1 }
            try reached("connections") { giver.isConnected }

            let before = TestEnvironment.residentBytes
            let begin = ContinuousClock.now
            var sent = 0
            let payload = [UInt8](repeating: 7, count: 200)
            try reached("everything", seconds: 300) {
                let batch = (sent..<min(count, sent + 2000)).map {
                    OutboundMessage(token: UInt64($0), topic: "a", payload: payload)
                }
                sent += giver.publish(batch)
                return counter.messages.load(ordering: .relaxed) >= count
                    && counter.acknowledged.load(ordering: .relaxed) >= count
            }
            let growth = TestEnvironment.residentBytes - before
            print("100,000 round trips in \(begin.duration(to: .now)), memory +\(growth >> 20) MiB")

            #expect(counter.messages.load(ordering: .relaxed) == count)
            #expect(counter.acknowledged.load(ordering: .relaxed) == count)
            #expect(counter.others.load(ordering: .relaxed) == 0)
            #expect(
                counter.tokens.load(ordering: .relaxed) == UInt64(count) * UInt64(count - 1) / 2)
            #expect(growth < 64 << 20)
        }
    }

    @Test("a backlog larger than any window is drained in batches")
    func backlog() throws {
        try withBroker { broker in
            let settings = ConnectionSettings.forTest("taker", broker.address, subscribe: ["a"])
            try withConnected(settings) { _, _ in }
            try withConnected(.forTest("giver", broker.address)) { giver, recorder in
                let messages = OutboundMessage.numbered(0..<20_000, topic: "a")
                try giver.publishAll(messages, recorder)
                try recorder.wait("the results", seconds: 120) { $0.results.count == 20_000 }
            }

            try withConnected(settings) { _, recorder in
                let record = try recorder.wait("the backlog", seconds: 120) {
                    $0.messages.count == 20_000
                }
                #expect(record.payloads == (0..<20_000).map(String.init))
                #expect(record.batches < 10_000, "batched, not one by one")
            }
        }
    }

    private func reached(
        _ what: String, seconds: Int = 30, _ isMet: () throws -> Bool
    ) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try !isMet() {
            guard ContinuousClock.now < deadline else { throw TestFailure("no \(what) in time") }
            yieldThread()
        }
    }
}
