// SPDX-License-Identifier: Apache-2.0

/// The publishes given to the library that have not ended yet, oldest first.
///
/// Keyed by packet identifier, first in first out: the library counts identifiers round without
/// looking which are in use, so two entries may share one. Ends come nearly always in order; then
/// adding and removing cost a constant. An entry keeps its message, for the next connection.
package struct InflightQueue {
    package struct Entry {
        package var packetID: Int32
        package var message: OutboundMessage
        package var handedOverAt: ContinuousClock.Instant
        fileprivate var isOpen = true

        package init(
            packetID: Int32, message: OutboundMessage, handedOverAt: ContinuousClock.Instant
        ) {
            self.packetID = packetID
            self.message = message
            self.handedOverAt = handedOverAt
        }
    }

    package init() {}

    private var ring: [Entry?] = Array(repeating: nil, count: 64)
    private var head = 0
    private var length = 0

    /// How many have not ended.
    package private(set) var count = 0

    package mutating func append(_ entry: Entry) {
        if length == ring.count { grow() }
        ring[(head + length) & (ring.count - 1)] = entry
        length += 1
        count += 1
    }

    /// Removes and returns the oldest entry with this identifier.
    package mutating func remove(packetID: Int32) -> Entry? {
        for offset in 0..<length {
            let slot = (head + offset) & (ring.count - 1)
            guard let entry = ring[slot], entry.packetID == packetID, entry.isOpen else { continue }
            ring[slot]?.isOpen = false
            count -= 1
            dropEnded()
            return entry
        }
        return nil
    }

    /// Removes and returns all entries, oldest first.
    package mutating func removeAll() -> [Entry] {
        let all = (0..<length).compactMap { ring[(head + $0) & (ring.count - 1)] }
        self = InflightQueue()
        return all.filter(\.isOpen)
    }

    private mutating func dropEnded() {
        while length > 0, ring[head]?.isOpen != true {
            ring[head] = nil
            head = (head + 1) & (ring.count - 1)
            length -= 1
        }
    }

    private mutating func grow() {
        var larger: [Entry?] = Array(repeating: nil, count: ring.count * 2)
        for offset in 0..<length {
            larger[offset] = ring[(head + offset) & (ring.count - 1)]
        }
        ring = larger
        head = 0
    }
}
