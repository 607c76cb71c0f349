// SPDX-License-Identifier: Apache-2.0

import Mosquitto
import Testing

@Suite("Rejected publishes", .needsBroker, .serialized)
struct RejectionTests {
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
}
