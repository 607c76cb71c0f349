// SPDX-License-Identifier: Apache-2.0
package import Contract
import Synchronization

/// Wakes those who wait for a partner's next events, after the commit that brought them.
///
/// A bell says only "look again": bells that ring while a listener reads are one bell to it, so a
/// slow listener costs nothing.
package final class FeedBells: Sendable {
    private struct State {
        var listeners: [PartnerID: [UInt64: AsyncStream<Void>.Continuation]] = [:]
        var nextNumber: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    /// A listener that is woken once at once.
    ///
    /// - Returns: nil while the partner has ``listenersMax`` already.
    package func listen(to partner: PartnerID) -> FeedListener? {
        let (listener, isClosed) = state.withLock { state -> (FeedListener?, Bool) in
            guard state.listeners[partner, default: [:]].count < Self.listenersMax else {
                return (nil, state.isClosed)
            }
            let number = state.nextNumber
            state.nextNumber += 1
            let listener = FeedListener { [weak self] in self?.remove(number, of: partner) }
            if !state.isClosed {
                state.listeners[partner, default: [:]][number] = listener.continuation
            }
            return (listener, state.isClosed)
        }
        if isClosed { listener?.end() } else { listener?.ring() }
        return listener
    }

    /// Called after every commit; costs next to nothing where nobody listens.
    func ring(_ partners: Set<PartnerID>) {
        guard !partners.isEmpty else { return }
        let woken = state.withLock { state in
            state.listeners.isEmpty
                ? [] : partners.flatMap { state.listeners[$0].map { Array($0.values) } ?? [] }
        }
        for listener in woken { listener.yield() }
    }

    /// Ends every listener, and those to come at once: the service stops.
    package func close() {
        let ended = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return state.listeners.values.flatMap(\.values)
        }
        for listener in ended { listener.finish() }
    }

    private func remove(_ number: UInt64, of partner: PartnerID) {
        state.withLock { state in
            state.listeners[partner]?[number] = nil
            if state.listeners[partner]?.isEmpty ?? false { state.listeners[partner] = nil }
        }
    }

    /// Listeners of one partner at a time.
    package static let listenersMax = 32
}

/// One who waits for a partner's next events, until it is ended or nobody holds it any more.
package final class FeedListener: Sendable {
    /// An element for every time to look again; it ends when the listener is ended.
    package let wakes: AsyncStream<Void>
    fileprivate let continuation: AsyncStream<Void>.Continuation
    private let left: @Sendable () -> Void

    fileprivate init(left: @escaping @Sendable () -> Void) {
        (wakes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.left = left
    }

    deinit { end() }

    package func ring() { continuation.yield() }

    /// Leaves; the loop over ``wakes`` ends. Any number of times, from any thread.
    package func end() {
        continuation.finish()
        left()
    }
}
