// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@testable import CoffeeMachine

@Suite("what chance and time decide")
struct ChanceTests {
    private func head(_ number: Int, attempt: Int = 1) -> TriggerHead {
        TriggerHead(
            eventID: EventID(trusted: "event-\(number)"),
            eventType: EventType(trusted: "new_order"),
            orderID: OrderID(trusted: "order-\(number)"), attempt: attempt)
    }

    private func faulty() -> MachineBehaviour {
        var behaviour = MachineBehaviour()
        behaviour.dropShare = 0.3
        behaviour.garbleShare = 0.3
        behaviour.delay = .zero ... .seconds(1)
        return behaviour
    }

    @Test("one seed decides the same every time, another one otherwise")
    func fateIsRepeatable() {
        func fates(_ seed: UInt64) -> [String] {
            (0..<200).map { number in
                var fate = MachineFate(of: head(number), faulty(), seed: seed)
                return "\(fate.drops) \(String(describing: fate.garbled)) \(fate.nextDelay())"
            }
        }

        #expect(fates(7) == fates(7))
        #expect(fates(7) != fates(8))
    }

    @Test("shares are met, and each attempt is drawn for itself")
    func sharesAreMet() {
        let drops = (0..<2000).map { number in
            (1...5).map { MachineFate(of: head(number, attempt: $0), faulty(), seed: 1).drops }
        }

        let share = Double(drops.joined().count { $0 }) / 10_000
        #expect((0.27...0.33).contains(share))
        #expect(drops.contains { Set($0).count == 2 })
    }

    @Test("due things come by their moment, equal ones in the order added")
    func heapOrder() {
        var heap = DueHeap<Int>()
        var random = MachineRandom(seed: 3)
        let start = ContinuousClock.now
        let moments = (0..<500).map { _ in Int.random(in: 0..<50, using: &random) }
        for (number, moment) in moments.enumerated() {
            heap.add(number, at: start + .seconds(moment))
        }
        var popped: [Int] = []
        while let number = heap.popDue(start + .seconds(49)) { popped.append(number) }

        let expected = moments.indices.sorted { (moments[$0], $0) < (moments[$1], $1) }
        #expect(popped == expected)
        #expect(heap.isEmpty)
    }

    @Test("nothing is popped before its moment")
    func heapWaits() {
        var heap = DueHeap<Int>()
        let start = ContinuousClock.now
        heap.add(1, at: start + .seconds(2))

        let early = heap.popDue(start)

        #expect(early == nil)
        #expect(heap.earliest == start + .seconds(2))
    }

    @Test("an event is remembered for 65,536 others, and memory stays bounded")
    func recentEvents() {
        var recent = RecentEvents()
        _ = recent.insert(EventID(trusted: "first"))
        for number in 0..<65_536 { _ = recent.insert(EventID(trusted: "event-\(number)")) }

        let repeats = ["first", "event-0"].map { recent.insert(EventID(trusted: $0)) }
        for number in 0..<131_072 { _ = recent.insert(EventID(trusted: "other-\(number)")) }
        let isForgotten = recent.insert(EventID(trusted: "first"))

        #expect(repeats == [false, false])
        #expect(isForgotten)
    }
}
