// SPDX-License-Identifier: Apache-2.0

internal import Contract

/// The events seen lately, in bounded memory: two generations, of which the older is forgotten
/// when the younger is full.
struct RecentEvents: Sendable {
    private var young: Set<EventID> = []
    private var old: Set<EventID> = []
    private static let generationCount = 65_536

    /// Notes an event. False if it was noted before.
    mutating func insert(_ event: EventID) -> Bool {
        guard !old.contains(event) else { return false }
        guard young.insert(event).inserted else { return false }
        if young.count >= Self.generationCount {
            old = young
            young = []
        }
        return true
    }
}
