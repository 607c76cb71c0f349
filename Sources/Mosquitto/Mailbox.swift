// SPDX-License-Identifier: Apache-2.0

/// What other threads tell the loop's thread; held in a mutex.
package struct Mailbox {
    /// Taken from callers, not yet seen by the loop.
    package var waiting: [OutboundMessage] = []
    /// How many the loop has taken out and not yet given to the library.
    package var staged = 0
    /// Whether messages are taken: connected and not closing.
    package var isOpen = false
    /// Set to drop the socket.
    package var isInterrupted = false
    /// Set to close: when to stop waiting for the outbox and its acknowledgements.
    package var closeBy: ContinuousClock.Instant?
    /// The most messages that may wait, here and staged.
    package let limit: Int

    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes as many of `messages` as there is room for, in order.
    ///
    /// - Returns: How many, and whether the loop must be woken. It looks here until it finds
    ///   nothing or its window is full, so only the first message after that needs a ring.
    package mutating func take(_ messages: [OutboundMessage]) -> (count: Int, wakes: Bool) {
        guard isOpen, closeBy == nil else { return (0, false) }
        let room = max(0, limit - waiting.count - staged)
        let count = min(room, messages.count)
        guard count > 0 else { return (0, false) }
        let wakes = waiting.isEmpty
        if count == messages.count {
            waiting.append(contentsOf: messages)
        } else {
            waiting.append(contentsOf: messages[..<count])
        }
        return (count, wakes)
    }
}
