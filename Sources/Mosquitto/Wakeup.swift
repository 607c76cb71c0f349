// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

/// A bell that ends another thread's `poll`. Rings before a `poll` are not lost.
final class Wakeup: Sendable {
    /// What to poll for input.
    let descriptor: Int32

    init() throws(MosquittoError) {
        descriptor = cmosquitto_eventfd()
        guard descriptor >= 0 else { throw .system(errno, "create an eventfd") }
    }

    deinit { _ = Glibc.close(descriptor) }

    /// Ends the current or the next `poll`. Any thread.
    func ring() {
        var one: UInt64 = 1
        // It can fail only with EAGAIN, when the counter is full: then the bell rings already.
        _ = Glibc.write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Makes the bell silent. The polling thread only.
    func silence() {
        var count: UInt64 = 0
        _ = Glibc.read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
