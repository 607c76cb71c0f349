// SPDX-License-Identifier: Apache-2.0

/// Things to do at moments: earliest first, and in the order added where moments are equal.
struct DueHeap<Item: Sendable>: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Entry: Sendable {
        let at: Instant
        let number: UInt64
        let item: Item

        func isBefore(_ other: Entry) -> Bool {
            at == other.at ? number < other.number : at < other.at
        }
    }

    private var entries: [Entry] = []
    private var nextNumber: UInt64 = 0

    var isEmpty: Bool { entries.isEmpty }
    var earliest: Instant? { entries.first?.at }

    mutating func add(_ item: Item, at: Instant) {
        entries.append(Entry(at: at, number: nextNumber, item: item))
        nextNumber += 1
        rise(from: entries.count - 1)
    }

    /// Takes out the first thing, if its moment has come.
    mutating func popDue(_ now: Instant) -> Item? {
        guard let first = entries.first, first.at <= now else { return nil }
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink()
        }
        return first.item
    }

    private mutating func rise(from start: Int) {
        var at = start
        while at > 0 {
            let parent = (at - 1) / 2
            guard entries[at].isBefore(entries[parent]) else { return }
            entries.swapAt(at, parent)
            at = parent
        }
    }

    private mutating func sink() {
        var at = 0
        while true {
            var least = at
            for child in [at * 2 + 1, at * 2 + 2] where child < entries.count {
                if entries[child].isBefore(entries[least]) { least = child }
            }
            guard least != at else { return }
            entries.swapAt(at, least)
            at = least
        }
    }
}
