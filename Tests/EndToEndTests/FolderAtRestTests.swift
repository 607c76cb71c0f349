// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

@Suite("Without a running service, and over restarts", .needsTools)
struct FolderAtRestTests {
    @Test("what was done offline is there when the service runs, and the other way round")
    func offline() async throws {
        try await withOrderbell(serving: false) { orderbell in
            let partner = try orderbell.addPartner("offline")
            let lines = partner.changes(1...5).map(\.text).joined(separator: "\n")
            let sums = try orderbell.ask("send", try orderbell.folder.write(lines))
            #expect(sums["accepted"] == 5)
            #expect(try orderbell.ask("delivery", "list", "--open")["deliveries"].list.count == 5)
            #expect(try orderbell.ask("partner", "set", partner.id, "name=Late")["partner"] != .null)

            try orderbell.serve()
            _ = try partner.withDevice("--count", "5") { try $0.end() }
            #expect(try partner.feedAtRest().allSatisfy { $0["outcome"] == "processed" })
            try orderbell.stop()

            let shown = try orderbell.ask("partner", "show", partner.id)
            #expect(shown["name"] == "Late" && shown["totals"]["outcomes"]["processed"] == 5)
            #expect(try orderbell.ask("ledger", "verify")["faults"] == [])
        }
    }

    @Test("a stale run file of a killed service does not stop the command line")
    func staleRunFile() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("stale")
            try orderbell.accept(partner.changes(1...3))
            orderbell.kill()
            #expect(FileManager.default.fileExists(atPath: "\(orderbell.data)/orderbell.run"))

            #expect(try orderbell.ask("delivery", "list")["deliveries"].list.count == 3)
            try orderbell.serve()
            #expect(try orderbell.ask("delivery", "list")["deliveries"].list.count == 3)
        }
    }

    @Test("SIGHUP says what changed or why nothing did, and serves on all the while")
    func reload() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("reload")
            let file = "\(orderbell.data)/orderbell.yaml"
            let good = try String(contentsOfFile: file, encoding: .utf8)
            func reload(_ text: String, _ words: String...) throws {
                try text.write(toFile: file, atomically: true, encoding: .utf8)
                orderbell.service?.signal(SIGHUP)
                _ = try orderbell.service?.errors.wait("\(words) in the log") { lines in
                    lines.first { line in words.allSatisfy { line.contains($0) } }
                }
            }

            try reload("log:\n  level: loud\n", "error", "old one stays", "loud")
            try orderbell.accept(partner.change("\(partner.id).1"))
            try reload("\t: [", "error", "old one stays", "orderbell.yaml:1")
            try orderbell.accept(partner.change("\(partner.id).2"))
            try reload(
                "limits:\n  open_deliveries: 4\nbroker:\n  keep_alive: 40s\n",
                "limits.open_deliveries", "in force", "new=4")
            _ = try orderbell.service?.errors.wait("the key that needs a restart") { lines in
                lines.first { $0.contains("broker.keep_alive") && $0.contains("restart") }
            }
            try orderbell.accept(partner.changes(3...4))
            let full = try orderbell.backend.post(
                "/v1/order-changes", partner.change("\(partner.id).5"))
            #expect(full.status == 503)
            try reload(good, "limits.open_deliveries", "old=4")
            try orderbell.accept(partner.change("\(partner.id).5"))
        }
    }

    @Test("a thousand SIGHUPs under load drop nothing")
    func manyReloads() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("hup")
            let load = try Load(
                orderbell, changes: partner.changes(1...300).map(\.text), perRequest: 2, streams: 2)
            defer { load.stop() }
            for _ in 0..<1000 {
                orderbell.service?.signal(SIGHUP)
                usleep(200)
            }
            try load.end()

            #expect(load.events().count == 300)
            #expect(try partner.feed().count == 300)
            #expect(try orderbell.stop()?.status == 0)
        }
    }

    @Test("quickstart --once brings every delivery to its outcome, and a second run goes on")
    func quickstart() throws {
        try withFolder { folder in
            let data = "\(folder.path)/q"
            var accepted = [0]
            for _ in 1...2 {
                let ended = try run(
                    TestEnvironment.orderbell,
                    ["quickstart", "--once", "--rate", "2000", "--dir", data],
                    environment: [
                        "ORDERBELL_HTTP": "127.0.0.1:0", "ORDERBELL_OPS": "127.0.0.1:0",
                    ], seconds: 120)
                #expect(ended.status == 0, "\(ended.output)\n\(ended.errors)")
                let list = try run(
                    TestEnvironment.orderbell, ["partner", "list", "--dir", data, "--json"]
                ).json["partners"].list
                #expect(list.strings("partner") == ["lungo", "ristretto"])
                #expect(list.allSatisfy { $0["totals"]["open"] == 0 })
                accepted.append(list.reduce(0) { $0 + ($1["totals"]["accepted"].int ?? 0) })
            }
            #expect(accepted[1] > 100 && accepted[2] == 2 * accepted[1])
        }
    }

    @Test("machine meets the contract with faults on demand")
    func faultyMachine() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner(
                "faulty", "--set", "retry_first=300ms", "--set", "retry_multiplier=1",
                "--set", "attempts=100")
            let machine = try RunningProgram(
                TestEnvironment.orderbell,
                [
                    "machine", "--partner", partner.id, "--dir", orderbell.data, "--broker",
                    "mqtt://127.0.0.1:\(orderbell.broker.port)", "--drop", "0.2", "--duplicate",
                    "0.2", "--garble", "0.2", "--offline-every", "700ms",
                ])
            defer { machine.kill() }
            try orderbell.accept(partner.changes(1...150))

            let feed = try partner.feedAtRest()
            expectKept(partner.events(1...150), in: feed)
            try expectSound(partner, partner.events(1...150))
        }
    }
}
