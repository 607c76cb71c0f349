// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("The broker is lost", .needsTools)
struct BrokerLossTests {
    @Test(
        "a broker that is killed and comes back costs no delivery, whatever it forgot",
        arguments: [false, true])
    func killed(forgetting: Bool) async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner(
                "broken", "--set", "retry_first=1s", "--set", "attempts=100")
            try partner.withDevice("--durable", "--presence", "--count", "1000000") { device in
                try orderbell.accept(partner.changes(1...200))
                try device.wait("the first triggers") { $0.triggers().count >= 20 }

                orderbell.broker.kill()
                try orderbell.accept(partner.changes(201...300))
                if forgetting { orderbell.broker.forget() }
                try orderbell.broker.restart()

                let feed = try partner.feedAtRest(seconds: 100)
                expectKept(partner.events(1...300), in: feed)
                expectRisingAttempts(try device.said(), feed.strings("event_id"))
                try expectSound(partner, feed.strings("event_id"))
            }
        }
    }

    @Test("when the broker forgot its session, what it had is published again at once")
    func redriven() async throws {
        try await withOrderbell { orderbell in
            // No retry is due before the test gives up.
            let partner = try orderbell.addPartner("redriven", "--set", "retry_first=10m")
            try partner.withDevice("--ack", "none", "--count", "99") { device in
                try orderbell.accept(partner.changes(1...20))
                try device.wait("all triggers") { $0.triggers().count == 20 }
            }

            orderbell.broker.kill()
            orderbell.broker.forget()
            try orderbell.broker.restart()
            // What it acks before the service listens again gets no receipt: so it waits for none.
            try partner.withDevice("--presence", "--count", "99") { device in
                let feed = try partner.feedAtRest()

                #expect(feed.allSatisfy { $0["outcome"] == "processed" })
                let triggers = try device.said().triggers()
                #expect(triggers.allSatisfy { $0["trigger"]["attempt"].int ?? 0 > 1 })
            }
        }
    }

    @Test("changes are accepted while the broker is frozen, and go out when it thaws")
    func frozen() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("frozen")
            try partner.withDevice("--count", "60") { device in
                orderbell.broker.freeze()
                defer { orderbell.broker.thaw() }
                try orderbell.accept(partner.changes(1...60))
                let open = try orderbell.ask("partner", "show", partner.id)["totals"]["open"]
                #expect(open == 60)

                orderbell.broker.thaw()
                try device.end()
            }
            #expect(try partner.feedAtRest().allSatisfy { $0["outcome"] == "processed" })
        }
    }

    @Test("without a broker the service starts, accepts, and says that it is not ready")
    func awayAtStart() async throws {
        try await withOrderbell(serving: false) { orderbell in
            orderbell.broker.kill()
            try orderbell.serve()
            let partner = try orderbell.addPartner("early", "--set", "retry_first=1s")
            try orderbell.accept(partner.changes(1...10))
            let health = try orderbell.nobody.health()
            #expect(health.status == 503)
            #expect(try health.json["faults"].text.contains("broker"))

            try orderbell.broker.restart()
            try partner.withDevice("--count", "99") { _ in
                let feed = try partner.feedAtRest()
                #expect(feed.allSatisfy { $0["outcome"] == "processed" })
            }
            #expect(try orderbell.nobody.health().status == 200)
        }
    }

    @Test("an ack that the broker retained before the service came is ignored and counted")
    func retainedBefore() async throws {
        try await withOrderbell(serving: false) { orderbell in
            let partner = try orderbell.addPartner("kept")
            let event = "\(partner.id).1"
            let file = try orderbell.folder.write(partner.change(event).text)
            #expect(try orderbell.ask("send", file)["accepted"] == 1)
            try partner.publishAck(["event_id": .string(event), "status": "processed"], "-r")

            for starts in 1...2 {
                try orderbell.serve()
                try eventually("the count") {
                    try orderbell.ask("status")["broker"]["retained_acks_ignored"].int == 1
                }
                #expect(try partner.delivery(event)["processed_at"].isNull, "start \(starts)")
                try orderbell.stop()
            }
        }
    }
}
