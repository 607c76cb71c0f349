// SPDX-License-Identifier: Apache-2.0

import CoffeeMachine
import Contract
import Testing

@Suite("a machine's faults", .needsBroker, .serialized)
struct FaultTests {
    @Test("a machine that drops everything answers nothing")
    func dropsEverything() throws {
        try withMachine { behaviour in
            behaviour.dropShare = 1
            behaviour.count = 20
        } _: { bridge, machine in
            try bridge.ring(Trigger.numbered(20))

            // Done with all of them, it goes offline; acks would have come before that.
            let heard = try bridge.wait("offline") { $0.words.last == "offline" }
            #expect(heard.acks.isEmpty)
            #expect(machine.tally.dropped == 20)
        }
    }

    @Test("a trigger dropped at one attempt is answered at another")
    func answersARetry() throws {
        try withMachine({ $0.dropShare = 0.5 }) { bridge, machine in
            for attempt in 1...12 { try bridge.ring(Trigger.numbered(10, attempt: attempt)) }

            try bridge.wait("an answer to each") { heard in
                Set(heard.good.map(\.eventID)).count == 10
            }
            #expect(machine.tally.dropped > 0)
            #expect(machine.tally.duplicates > 0)
        }
    }

    @Test("duplicated acks come twice each, in order")
    func duplicates() throws {
        try withMachine({ $0.duplicateShare = 1 }) { bridge, _ in
            try bridge.ring(Trigger.numbered(5))

            let acks = try bridge.wait("20 acks") { $0.good.count == 20 }.good
            for event in 1...5 {
                #expect(acks.statuses(event) == [.received, .received, .processed, .processed])
            }
        }
    }

    @Test("a failed answer has a reason and may be retried")
    func fails() throws {
        try withMachine({ $0.failShare = 1 }) { bridge, _ in
            try bridge.ring(Trigger.numbered(1))

            let acks = try bridge.wait("2 acks") { $0.good.count == 2 }.good
            #expect(acks.statuses(1) == [.received, .failed])
            #expect(acks[1].reason?.code == "out_of_beans")
            #expect(acks[1].retryable)
        }
    }

    /// With every kind of garbage likely among 60 triggers: the strict reader refuses it, or it
    /// names an event nobody sent; and the right acks still come.
    @Test("garbled answers are refused or name an unknown event, and right ones follow")
    func garbles() throws {
        try withMachine({ $0.garbleShare = 1 }) { bridge, machine in
            try bridge.ring(Trigger.numbered(60))

            let heard = try bridge.wait("180 messages") { $0.acks.count == 180 }
            let sent = Set(Trigger.numbered(60).map(\.eventID))
            let right = heard.good.filter { sent.contains($0.eventID) }
            let unknown = heard.good.count - right.count
            for event in 1...60 { #expect(right.statuses(event) == [.received, .processed]) }
            let unreadable = heard.acks.count { heard in
                if case .unreadable = heard.parse { true } else { false }
            }
            #expect(unknown > 0)
            #expect(unreadable > 0)
            #expect(unknown + unreadable < 60)
            #expect(machine.tally.garbled == 60)
        }
    }

    @Test("garbled answers do not break the batch beside them")
    func garblesBesideBatches() throws {
        try withMachine { behaviour in
            behaviour.garbleShare = 0.5
            behaviour.batch = 100
        } _: { bridge, _ in
            try bridge.ring(Trigger.numbered(40))

            let sent = Set(Trigger.numbered(40).map(\.eventID))
            let heard = try bridge.wait("80 right acks") { heard in
                heard.good.count { sent.contains($0.eventID) } == 80
            }
            let right = heard.good.filter { sent.contains($0.eventID) }
            for event in 1...40 { #expect(right.statuses(event) == [.received, .processed]) }
        }
    }
}
