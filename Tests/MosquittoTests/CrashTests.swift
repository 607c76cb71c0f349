// SPDX-License-Identifier: Apache-2.0

import Mosquitto
import Testing

/// A process receives messages and dies by `_exit` while it works on them; what does the broker
/// send to the next process of the same name?
@Suite("Crash between commit and PUBACK", .needsBroker, .serialized)
struct CrashTests {
    @Test("a crash in the delegate loses no message", arguments: [1, 200])
    func correctLoop(count: Int) throws {
        try withBroker { broker in
            let committed = try crashed(broker, mode: "correct", count: count)

            let all = Set((0..<count).map(String.init))
            #expect(!committed.isEmpty)
            try withConnected(.forTest("victim", broker.address, subscribe: ["a"])) { _, recorder in
                let record = try recorder.wait("the messages") {
                    Set($0.payloads).isSuperset(of: all)
                }
                #expect(Set(record.payloads) == all, "also what was committed: no PUBACK had left")
            }
        }
    }

    /// The control: the same crash with `mosquitto_loop` loses the message. If this ever fails,
    /// the test above proves nothing.
    @Test("the usual loop loses a message by the same crash")
    func naiveLoop() throws {
        try withBroker { broker in
            _ = try crashed(broker, mode: "naive", count: 1)

            try withConnected(.forTest("victim", broker.address, subscribe: ["a"])) {
                victim, recorder in
                // What was lost can only be seen by what comes after it.
                #expect(victim.publish(OutboundMessage(token: 0, topic: "a", payload: [33])))
                let record = try recorder.wait("the next message") { !$0.messages.isEmpty }
                #expect(
                    record.events.first == .connected(sessionPresent: true, address: broker.address)
                )
                #expect(record.payloads == ["!"])
            }
        }
    }

    /// Makes the victim's session, publishes to it while it is away, and lets it come and die.
    ///
    /// - Returns: The payloads it committed.
    private func crashed(
        _ broker: Broker, mode: String, count: Int
    ) throws -> [String] {
        try withConnected(.forTest("victim", broker.address, subscribe: ["a"])) { _, _ in }
        try withConnected(.forTest("giver", broker.address)) { giver, recorder in
            #expect(giver.publish(OutboundMessage.numbered(0..<count, topic: "a")) == count)
            let record = try recorder.wait("the results") { $0.results.count == count }
            #expect(record.results.allSatisfy { $0.outcome == .acknowledged(reasonCode: 0) })
        }

        let log = broker.folder.file("probe.log")
        let file = broker.folder.file("committed")
        let probe = try ChildProcess(
            "\(TestEnvironment.productFolder)/MosquittoCrashProbe",
            [mode, "\(broker.port)", "victim", "a", "1", file], log: log)
        let code = probe.waitForEnd()
        guard code == 9 else { throw TestFailure("the probe ended with \(code): \(readFile(log))") }
        return readFile(file).split(separator: "\n").map(String.init)
    }
}
