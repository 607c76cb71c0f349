// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

extension ConnectionLoop {
    /// Sleeps until the socket or the bell asks for something, or it is time for something.
    ///
    /// - Returns: What the socket is ready for.
    func wait(closeBy: ContinuousClock.Instant?) -> Int16 {
        polled[0] = pollfd(fd: shared.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        polled[1] = pollfd(fd: watchedSocket, events: wantedEvents, revents: 0)
        let timeout = milliseconds(closeBy: closeBy)
        let count = polled.withUnsafeMutableBufferPointer {
            poll($0.baseAddress, nfds_t($0.count), timeout)
        }
        guard count > 0 else { return 0 }  // Time is up, or a signal came.
        if polled[0].revents != 0 { shared.wakeup.silence() }
        return polled[1].revents
    }

    // poll passes over negative descriptors.
    private var watchedSocket: Int32 {
        if case .waiting = phase { -1 } else { client.socket }
    }

    private var wantedEvents: Int16 {
        guard isTCPUp else { return Int16(POLLOUT) }
        var events = Int16(POLLIN)
        if client.wantsWrite { events |= Int16(POLLOUT) }
        // A peer that leaves during the TLS handshake shows here only.
        if !isConnected { events |= cmosquitto_pollrdhup() }
        return events
    }

    private func milliseconds(closeBy: ContinuousClock.Instant?) -> Int32 {
        guard !readsOn else { return 0 }
        var until: ContinuousClock.Instant
        switch phase {
        case .waiting(let end): until = end
        case .connecting(let deadline): until = min(deadline, nextTick)
        case .connected: until = nextTick
        }
        if let closeBy { until = min(until, closeBy) }
        let left = ContinuousClock.now.duration(to: until)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        // Rounded up, so as not to wake a moment too early and spin.
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}
