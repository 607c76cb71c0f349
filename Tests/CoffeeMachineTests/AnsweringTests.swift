// SPDX-License-Identifier: Apache-2.0

import CoffeeMachine
import Contract
import Mosquitto
import Testing

@Suite("a machine's answers", .needsBroker, .serialized)
struct AnsweringTests {
    @Test("received comes before processed, for every event, without a delay")
    func answersInOrder() throws {
        try withMachine { bridge, machine in
            try bridge.ring(Trigger.numbered(50))

            let acks = try bridge.wait("100 acks") { $0.good.count == 100 }.good
            for event in 1...50 { #expect(acks.statuses(event) == [.received, .processed]) }
            #expect(machine.tally.triggers == 50)
        }
    }

    @Test("received comes before processed with delays of random length")
    func answersInOrderWithDelays() throws {
        let delay = Duration.milliseconds(1) ... .milliseconds(60)
        try withMachine({ $0.delay = delay }) { bridge, _ in
            try bridge.ring(Trigger.numbered(30))

            let acks = try bridge.wait("60 acks") { $0.good.count == 60 }.good
            for event in 1...30 { #expect(acks.statuses(event) == [.received, .processed]) }
        }
    }

    @Test("a delay is waited for before each ack")
    func waitsBeforeEachAck() throws {
        let delay = Duration.milliseconds(80)
        try withMachine({ $0.delay = delay...delay }) { bridge, _ in
            let start = ContinuousClock.now
            try bridge.ring(Trigger.numbered(1))

            try bridge.wait("received") { $0.good.count >= 1 }
            #expect(start.duration(to: .now) >= delay)
            try bridge.wait("processed") { $0.good.count == 2 }
            #expect(start.duration(to: .now) >= delay * 2)
        }
    }

    @Test("a new order is accepted with a preparation time, another change only processed")
    func decidesOnNewOrders() throws {
        try withMachine { bridge, _ in
            try bridge.ring(Trigger.numbered(1))
            let first = try bridge.wait("two acks") { $0.good.count == 2 }.good
            try bridge.ring(Trigger.numbered(1, type: "status_changed"))
            let all = try bridge.wait("four acks") { $0.good.count == 4 }.good

            #expect(first[1].orderStatus == "accepted")
            #expect(first[1].preparationTimeS == 90)
            #expect(all[3].status == .processed)
            #expect(all[3].orderStatus == nil)
        }
    }

    @Test("a full message is answered like a trigger", arguments: [MQTTVersion.v5, .v311])
    func readsBothFormats(version: MQTTVersion) throws {
        try withMachine(version: version) { bridge, machine in
            try bridge.ring(Trigger.numbered(3), .full)

            let acks = try bridge.wait("6 acks") { $0.good.count == 6 }.good
            for event in 1...3 { #expect(acks.statuses(event) == [.received, .processed]) }
            #expect(machine.tally.unreadable == 0)
        }
    }

    @Test("a repeated trigger is answered again and counted")
    func answersRepeats() throws {
        try withMachine { bridge, machine in
            try bridge.ring(Trigger.numbered(1))
            try bridge.ring(Trigger.numbered(1, attempt: 2))

            let acks = try bridge.wait("4 acks") { $0.good.count == 4 }.good
            #expect(acks.statuses(1) == [.received, .processed, .received, .processed])
            #expect(machine.tally.duplicates == 1)
        }
    }

    @Test("triggers of a shop are heard too, and what is none is reported and not answered")
    func hearsShopsAndReportsRubbish() throws {
        try withMachine { bridge, machine in
            let shop = ShopID(trusted: "airport")
            let topic = bridge.topics.orders(partner: TestBridge.partner, shop: shop)
            let trigger = Trigger.numbered(1)[0].encode(.trigger)
            try bridge.publish([(topic, Array(trigger.dropLast())), (topic, trigger)])

            let heard = try bridge.wait("2 acks") { $0.good.count == 2 }
            #expect(heard.acks.count == 2)
            #expect(machine.tally.unreadable == 1)
            #expect(machine.tally.triggers == 1)
        }
    }

    @Test("acks share messages, no more in one than the batch allows")
    func batchesAcks() throws {
        try withMachine({ $0.batch = 7 }) { bridge, machine in
            try bridge.ring(Trigger.numbered(100))

            let heard = try bridge.wait("200 acks") { $0.good.count == 200 }
            for event in 1...100 { #expect(heard.good.statuses(event) == [.received, .processed]) }
            #expect(heard.acks.count < 200)
            for (_, parse, _) in heard.acks {
                guard case .items(let items, let isBatch) = parse else {
                    throw TestFailure("an unreadable batch")
                }
                #expect(isBatch)
                #expect(1...7 ~= items.count)
            }
        }
    }

    @Test("the pending count, receipts and problems are heard")
    func hearsReceipts() throws {
        try withMachine { bridge, machine in
            let event = EventID(trusted: "event-1")
            var receipt = JSONWriter()
            Receipt(
                eventID: event, verdict: .applied, outcomeOrStage: "received",
                recordedAt: Timestamp(microseconds: 0)
            ).write(to: &receipt)
            var problem = JSONWriter()
            Problem.unknownEvent(event).write(to: &problem)
            var pending = JSONWriter()
            PendingCount(occurredAt: Timestamp(microseconds: 0), count: 4).write(to: &pending)
            let id = machine.id
            let topic = bridge.topics.receipts(partner: id.partner, device: id.device)
            let pendingTopic = bridge.topics.pending(partner: id.partner)
            try bridge.publish([
                (topic, receipt.bytes), (topic, problem.bytes), (pendingTopic, pending.bytes),
            ])

            let heard = try bridge.wait("the pending count") {
                $0.events["machine-1", default: []].contains(.pending(count: 4))
            }
            #expect(
                heard.events["machine-1", default: []]
                    .contains(.receipt(event, .applied, outcomeOrStage: "received")))
            #expect(machine.tally.receipts == [.applied: 1])
            #expect(machine.tally.problems == ["unknown-event": 1])
        }
    }
}
