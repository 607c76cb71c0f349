// SPDX-License-Identifier: Apache-2.0
import Bridge
import Ledger

/// The simulation's only source of chance (SplitMix64, Steele, Lea, Flood 2014).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x2545_F491_4F6C_DD1D &+ 1 }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func chance(_ share: Double) -> Bool { Double(next() >> 11) * 0x1p-53 < share }

    mutating func count(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func time(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }
}

/// Commits that fail at random; which ones depends on the seed alone.
final class CommitFaults: @unchecked Sendable {
    // Safe because: the simulation and its ledger run on one thread.
    var rate = 0.0
    private var random = Chance(seed: 99)

    func next() -> MemoryLedger.CommitFailure? {
        guard rate > 0, random.chance(rate) else { return nil }
        let error = LedgerError(.storage, "commit", advice: "simulated")
        return random.chance(0.5) ? .lost(error) : .kept(error)
    }
}

/// What is to happen, by time and then in the order in which it was planned.
struct Agenda {
    private var heap: [(time: Int64, number: Int, happening: Happening)] = []
    private var count = 0

    var earliest: Int64? { heap.first?.time }

    mutating func add(_ happening: Happening, at time: Int64) {
        count += 1
        heap.append((time, count, happening))
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func take(at time: Int64) -> Happening? {
        guard let first = heap.first, first.time <= time else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && isBefore(child, least) { least = child }
            if least == parent { return first.happening }
            heap.swapAt(least, parent)
            parent = least
        }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (heap[a].time, heap[a].number) < (heap[b].time, heap[b].number)
    }
}
