// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What a connection's callers and its thread both touch.
final class Shared: Sendable {
    let mailbox: Mutex<Mailbox>
    let wakeup: Wakeup
    let isConnected = Atomic(false)

    init(outboxLimit: Int) throws(MosquittoError) {
        mailbox = Mutex(Mailbox(limit: outboxLimit))
        wakeup = try Wakeup()
    }

    /// Opens or shuts the mailbox as the connection comes and goes.
    func setConnected(_ connected: Bool) {
        mailbox.withLock { $0.isOpen = connected }
        isConnected.store(connected, ordering: .releasing)
    }
}
