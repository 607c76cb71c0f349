// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

@Suite("The service is killed", .needsTools)
struct KillTests {
    @Test("what was accepted survives kill -9 under load and reaches its outcome")
    func killedUnderLoad() async throws {
        var random = SeededRandom(for: "killed under load")
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner(
                "killed", "--set", "retry_first=500ms", "--set", "attempts=100")
            try partner.withDevice(
                "--durable", "--count", "1000000", "--timeout", "600"
            ) { device in
                var accepted: [String] = []
                for round in 1...8 {
                    accepted += try killed(partner, round, using: &random)
                    try orderbell.serve()
                }

                let feed = try partner.feedAtRest()
                expectKept(accepted, in: feed)
                expectRisingAttempts(try device.said(), feed.strings("event_id"))
                try expectSound(partner, accepted)
            }
        }
    }

    /// Kills the service under load: at an answer, or some time after it.
    ///
    /// - Returns: the events answered `accepted`.
    private func killed(
        _ partner: TestPartner, _ round: Int, using random: inout SeededRandom
    ) throws -> [String] {
        let numbers = round * 10_000 + 1...round * 10_000 + 900
        let load = try Load(
            partner.orderbell, changes: partner.changes(numbers).map(\.text), perRequest: 3,
            streams: 3)
        defer { load.stop() }
        try load.waitForAnswers(Int.random(in: 2...60, using: &random))
        if round.isMultiple(of: 2) { usleep(UInt32.random(in: 0...60_000, using: &random)) }
        partner.orderbell.kill()
        try load.end()
        return load.events()
    }

    @Test("SIGTERM under load ends the service in time, with nothing accepted lost")
    func terminatedUnderLoad() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("stopped", "--set", "retry_first=500ms")
            let device = try Device(partner, "machine-1", ["--durable", "--count", "1000000"])
            defer { device.program.kill() }
            let load = try Load(
                orderbell, changes: partner.changes(1...3000).map(\.text), perRequest: 3,
                streams: 3)
            defer { load.stop() }
            try load.waitForAnswers(30)

            let start = Date()
            let ended = try orderbell.stop()
            let seconds = Date().timeIntervalSince(start)
            try load.end()

            #expect(ended?.status == 0)
            #expect(seconds < 10)
            try orderbell.serve()
            expectKept(load.events(), in: try partner.feedAtRest())
            try expectSound(partner, load.events())
        }
    }

    @Test("SIGTERM ends the service in time while the broker is away")
    func terminatedWithoutBroker() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("away")
            orderbell.broker.kill()
            try orderbell.accept(partner.changes(1...20))

            let start = Date()
            #expect(try orderbell.stop()?.status == 0)
            #expect(Date().timeIntervalSince(start) < 10)

            try orderbell.broker.restart()
            try orderbell.serve()
            try partner.withDevice("--count", "20", "--presence") { _ = try $0.end() }
            #expect(try partner.feedAtRest().allSatisfy { $0["outcome"] == "processed" })
        }
    }

    @Test("an ack with a receipt is in the ledger, and no ack is lost, when the service is killed")
    func killedUnderAcks() async throws {
        var random = SeededRandom(for: "killed under acks")
        try await withOrderbell { orderbell in
            // Nobody listens to triggers and nothing is sent twice: an ack lost is lost for good.
            let partner = try orderbell.addPartner("acking", "--set", "retry_first=10m")
            let events = partner.events(1...500)
            try orderbell.accept(partner.changes(1...500))
            let acks = try events.split(into: 5).map { part in
                try orderbell.folder.write(
                    part.map { #"{"event_id":"\#($0)","status":"processed"}"# }
                        .joined(separator: "\n") + "\n")
            }
            for file in acks {
                try kill(partner, whileSending: file, at: Int.random(in: 1...60, using: &random))
                try orderbell.serve()
            }
            let feed = try partner.feedAtRest()

            #expect(feed.count == 500 && feed.allSatisfy { $0["outcome"] == "processed" })
            let applied = try orderbell.ask(
                "ack", "list", "--partner", partner.id, "--verdict", "applied", "--limit", "1000")
            #expect(Set(applied["acks"].strings("event_id")).count == 500)
            #expect(applied["acks"].list.count == 500)
        }
    }

    /// Kills the service at a receipt, and looks into the ledger before it runs again.
    private func kill(_ partner: TestPartner, whileSending file: String, at count: Int) throws {
        let orderbell = partner.orderbell
        try orderbell.withSubscriber(partner.topic("d1", "receipts")) { receipts in
            let sender = try RunningProgram(
                "/bin/sh",
                [
                    "-c", "exec mosquitto_pub -l -q 1 -V mqttv5 -p $0 -t $1 < $2",
                    "\(orderbell.broker.port)", "\(Orderbell.root)/\(partner.topic("d1", "acks"))",
                    file,
                ])
            defer { sender.kill() }
            try receipts.wait("receipts") { $0.count >= count }
            orderbell.kill()
            #expect(try sender.end().status == 0)

            let list = try orderbell.ask(
                "delivery", "list", "--partner", partner.id, "--outcome", "processed",
                "--limit", "1000")
            let recorded = Set(list["deliveries"].strings("event_id"))
            let confirmed = receipts.messages.filter { $0.json["verdict"] == "applied" }
                .compactMap { $0.json["event_id"].string }
            #expect(recorded.isSuperset(of: confirmed))
            #expect(confirmed.count >= count)
        }
    }
}

extension Array {
    /// Parts of about the same size.
    fileprivate func split(into count: Int) -> [ArraySlice<Element>] {
        (0..<count).map { self[self.count * $0 / count..<self.count * ($0 + 1) / count] }
    }
}
