// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

extension SharedServiceTests {
    @Suite("The command line on a running service")
    struct CommandLineTests {
        @Test("a partner is added, listed, shown and changed, and only once")
        func partners() throws {
            let partner = try shared().addPartner(
                "cli", "--name", "Café <b>", "--format", "full", "--ordering", "none",
                "--max-in-flight", "7")

            let shown = try shared().ask("partner", "show", partner.id)
            #expect(shown["name"] == "Café <b>" && shown["settings"]["format"] == "full")
            #expect(shown["settings"]["ordering"] == "none")
            #expect(shown["settings"]["max_in_flight"] == "7")
            let list = try shared().ask("partner", "list")["partners"]
            #expect(list.strings("partner").contains(partner.id))
            let changed = try shared().ask(
                "partner", "set", partner.id, "format=trigger", "deliver_by=2m")
            #expect(changed["settings"]["format"] == "trigger")
            #expect(changed["settings"]["deliver_by"] == "2m")

            let again = try shared().cli("partner", "add", partner.id, "--json")
            #expect(again.status == 1)
            #expect(try again.errorJSON["error"].string?.contains(partner.id) == true)
        }

        @Test(
            "a setting that makes no sense is refused and changes nothing",
            arguments: [
                "format=loud", "max_in_flight=0", "deliver_by=soon", "nothing=1", "attempts=1.5",
            ])
        func badSettings(setting: String) throws {
            let partner = try shared().addPartner("settings")
            let before = try shared().ask("partner", "show", partner.id)["settings"]

            let ended = try shared().cli(
                "partner", "set", partner.id, "retry_first=9s", setting, "--json")

            #expect(ended.status == 1)
            #expect(try ended.errorJSON["errors"].list.count == 1)
            #expect(try shared().ask("partner", "show", partner.id)["settings"] == before)
        }

        @Test(
            "delivery list shows what fits all filters, newest first",
            arguments: [
                ([], [3, 2, 1]), (["--order", "o-1"], [2, 1]), (["--open"], [2, 1]),
                (["--closed"], [3]), (["--event-type", "status_changed"], [2]),
                (["--outcome", "processed"], [3]), (["--stage", "processed"], [3]),
                (["--newer-than", "1h"], [3, 2, 1]), (["--older-than", "1h"], []),
                (["--limit", "1"], [3]), (["--open", "--order", "o-2"], []),
                (["--order", "o-1", "--event-type", "new_order"], [1]),
            ])
        func deliveryFilters(filter: [String], expected: [Int]) throws {
            let partner = try shared().addPartner("filter")
            let events = partner.events(1...3)
            try shared().accept([
                partner.change(events[0], order: "o-1"),
                partner.change(events[1], order: "o-1", ["event_type": "status_changed"]),
                partner.change(events[2], order: "o-2"),
            ])
            _ = try partner.caller.post(
                "/v1/acks", ["event_id": .string(events[2]), "status": "processed"])

            let list = try run(
                TestEnvironment.orderbell,
                ["delivery", "list", "--partner", partner.id, "--dir", shared().data, "--json"]
                    + filter
            ).json["deliveries"]

            #expect(list.strings("event_id") == expected.map { events[$0 - 1] })
        }

        @Test("a list goes on where its cursor says")
        func pages() throws {
            let partner = try shared().addPartner("pages")
            try shared().accept(partner.changes(1...5))

            let first = try shared().ask(
                "delivery", "list", "--partner", partner.id, "--limit", "3")
            let cursor = try #require(first["cursor"].string)
            let second = try shared().ask(
                "delivery", "list", "--partner", partner.id, "--limit", "3", "--cursor", cursor)

            let all =
                first["deliveries"].strings("event_id")
                + second["deliveries"].strings("event_id")
            #expect(all == partner.events(1...5).reversed())
            #expect(second["cursor"].isNull)
        }

        @Test("order trace tells everything of an order, for all partners")
        func trace() throws {
            let (one, two) = (try shared().addPartner("trace"), try shared().addPartner("trace"))
            let order = "\(one.id)-order"
            try shared().accept([one.change("\(one.id).1", order: order)])
            try shared().accept([two.change("\(two.id).1", order: order)])

            let trace = try shared().ask("order", "trace", order)

            #expect(trace["order_id"] == .string(order))
            #expect(trace["deliveries"].strings("partner_id") == [one.id, two.id])
            #expect(trace["deliveries"].list.allSatisfy { !$0["history"].list.isEmpty })
        }

        @Test(
            "what is not there is one sentence, on standard error, with exit code 1",
            arguments: [
                ["order", "trace", "nothing"], ["delivery", "show", "nothing"],
                ["partner", "show", "nothing"], ["ack", "show", "999999999"],
                ["delivery", "show", "nothing", "--partner", "nothing"],
            ])
        func missing(arguments: [String]) throws {
            let plain = try run(
                TestEnvironment.orderbell, arguments + ["--dir", try shared().data])
            let json = try run(
                TestEnvironment.orderbell, arguments + ["--dir", try shared().data, "--json"])

            #expect(plain.status == 1 && plain.output.isEmpty)
            #expect(plain.errors.hasPrefix("Error: "))
            #expect(json.status == 1 && json.output.isEmpty)
            #expect(try json.errorJSON["exit_code"] == 1)
        }

        @Test(
            "every reading command tells JSON when asked",
            arguments: [
                ["status"], ["partner", "list"], ["token", "list"], ["delivery", "list"],
                ["ack", "list"], ["ledger", "verify"], ["config", "check"], ["config", "show"],
            ])
        func json(arguments: [String]) throws {
            let ended = try run(
                TestEnvironment.orderbell, arguments + ["--dir", try shared().data, "--json"])

            #expect(ended.status == 0)
            #expect(try !ended.json.keys.isEmpty)
            #expect(ended.errors.isEmpty)
        }

        @Test("the ledger verifies while the service works")
        func verify() throws {
            let ended = try shared().cli("ledger", "verify")

            #expect(ended.status == 0)
            #expect(ended.output.contains("The ledger is sound."))
        }

        @Test("text of a device can't reach the terminal as anything but text")
        func escaping() throws {
            let partner = try shared().addPartner("escape", "--name", "a\u{1B}[2Jb")
            let event = "\(partner.id).1"
            try shared().accept(partner.change(event))
            let reason: JSON = [
                "code": "\u{1B}]0;owned\u{7}", "message": "x\u{1B}[31m\r\u{202E}\u{9B}2Jy",
            ]
            try partner.publishAck(
                ["event_id": .string(event), "status": "failed", "reason": reason])
            try partner.delivery(event, "failed") { $0["outcome"] == "failed" }

            for command in [
                ["delivery", "show", event], ["delivery", "list", "--partner", partner.id],
                ["ack", "list", "--partner", partner.id], ["partner", "show", partner.id],
                ["order", "trace", "order-\(event)"], ["partner", "list"],
            ] {
                let ended = try run(
                    TestEnvironment.orderbell, command + ["--dir", try shared().data])
                let active = ended.output.unicodeScalars.filter { scalar in
                    scalar.value < 0x20 && scalar != "\n" || 0x7F...0x9F ~= scalar.value
                        || 0x202A...0x202E ~= scalar.value || 0x2066...0x2069 ~= scalar.value
                }
                #expect(ended.status == 0 && active.isEmpty, "\(command): \(active)")
            }
        }

        private func machine(_ partner: TestPartner, _ options: String...) throws -> RunningProgram
        {
            try RunningProgram(
                TestEnvironment.orderbell,
                [
                    "machine", "--partner", partner.id, "--format", "json", "--dir",
                    partner.orderbell.data, "--broker",
                    "mqtt://127.0.0.1:\(partner.orderbell.broker.port)",
                ] + options)
        }

        @Test("machine --count ends by itself when it has heard and said enough")
        func machineCount() throws {
            let partner = try shared().addPartner("machine")
            let machine = try machine(partner, "--count", "5", "--batch", "2")
            defer { machine.kill() }
            try eventually("the machine") {
                try shared().ask("partner", "show", partner.id)["devices"]["online"] == 1
            }

            try shared().accept(partner.changes(1...5))
            let ended = try machine.end()

            #expect(ended.status == 0)
            let lines = try ended.output.split(separator: "\n").map { try JSON(String($0)) }
            #expect(lines.last?["event"] == "sum" && lines.last?["triggers"] == 5)
            #expect(try partner.feedAtRest().allSatisfy { $0["outcome"] == "processed" })
        }

        @Test("machine --count ends with 1 when it is stopped before")
        func machineStopped() throws {
            let machine = try machine(try shared().addPartner("machine"), "--count", "1")
            defer { machine.kill() }
            _ = try machine.output.wait("the machine") { $0.first { $0.contains("connected") } }

            machine.signal(SIGTERM)

            #expect(try machine.end().status == 1)
        }
    }
}
