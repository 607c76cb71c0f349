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
            let open = try orderbell.ask("delivery", "list", "--open")["deliveries"]
            #expect(open.list.count == 5)
            _ = try orderbell.ask("partner", "set", partner.id, "name=Late")

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

    /// Writes the configuration, sends SIGHUP, and waits for a log line with all the words.
    private func reload(_ orderbell: Orderbell, _ text: String, _ words: String...) throws {
        try text.write(
            toFile: "\(orderbell.data)/orderbell.yaml", atomically: true, encoding: .utf8)
        orderbell.service?.signal(SIGHUP)
        _ = try orderbell.service?.errors.wait("\(words) in the log") { lines in
            lines.first { line in words.allSatisfy { line.contains($0) } }
        }
    }

    @Test(
        "SIGHUP with a broken file says what is wrong, and the old values stay",
        arguments: [("log:\n  level: loud\n", "log.level"), ("\t: [", "orderbell.yaml:1")])
    func brokenReload(text: String, word: String) async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("broken")

            try reload(orderbell, text, "error", "old one stays", word)

            try orderbell.accept(partner.change("\(partner.id).1"))
            #expect(orderbell.service?.isRunning == true)
        }
    }

    @Test("SIGHUP puts a changed value in force and says so, or that it needs a restart")
    func reload() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("reload")
            try orderbell.accept(partner.changes(1...4))

            try reload(
                orderbell, "limits:\n  open_deliveries: 4\nbroker:\n  keep_alive: 40s\n",
                "limits.open_deliveries", "in force", "new=4")
            _ = try orderbell.service?.errors.wait("the key that needs a restart") { lines in
                lines.first { $0.contains("broker.keep_alive") && $0.contains("restart") }
            }
            let fifth = partner.change("\(partner.id).5")
            #expect(try orderbell.backend.post("/v1/order-changes", fifth).status == 503)

            try reload(orderbell, "limits:\n  open_deliveries: 5\n", "old=4", "new=5")
            try orderbell.accept(fifth)
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
