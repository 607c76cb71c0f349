// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc
internal import Synchronization

extension ConnectionLoop {
    /// How long the goodbye may take after everything else is done.
    private static let goodbyeMax: Duration = .milliseconds(300)

    /// Whether a closing connection has nothing left to wait for.
    func isDone(by deadline: ContinuousClock.Instant) -> Bool {
        guard isConnected, ContinuousClock.now < deadline else { return true }
        guard inflight.count == 0, resend.isEmpty, stagedNext == staged.count else { return false }
        return shared.mailbox.withLock { $0.waiting.isEmpty }
    }

    /// Says goodbye if there is someone to say it to, and ends all that has not ended.
    func finish() {
        let wasConnected = isConnected
        shared.setConnected(false)
        if wasConnected { sayGoodbye() }
        settle()
        for entry in inflight.removeAll() + resend[resendNext...] { end(entry, .abandoned) }
        abandonWaiting()
        report()
        if wasConnected { tell(.disconnected(reason: "closed")) }
        if client.socket >= 0 { _ = Glibc.shutdown(client.socket, Int32(SHUT_RDWR)) }
    }

    private func abandonWaiting() {
        let waiting = shared.mailbox.withLock { mailbox in
            defer {
                mailbox.waiting = []
                mailbox.staged = 0
            }
            return mailbox.waiting
        }
        for message in staged[stagedNext...] + waiting {
            results.append(PublishResult(token: message.token, outcome: .abandoned))
        }
        staged = []
        stagedNext = 0
    }

    /// Writes DISCONNECT and waits until the broker has hung up.
    ///
    /// The library closes the socket right after the last byte. If something unread came in
    /// between, the kernel then resets the connection, the broker never reads the DISCONNECT and
    /// publishes the will; so a duplicate keeps the socket open until it has been read dry.
    private func sayGoodbye() {
        let until = ContinuousClock.now + Self.goodbyeMax
        let duplicate = dup(client.socket)
        _ = mosquitto_disconnect_v5(client.pointer, 0, nil)
        while client.socket >= 0, client.wantsWrite, ContinuousClock.now < until {
            guard mosquitto_loop_write(client.pointer, 1) == MOSQ_ERR_SUCCESS.rawValue else {
                break
            }
            if client.socket >= 0 { awaitReady(client.socket, Int16(POLLOUT), until) }
        }
        guard duplicate >= 0 else { return }
        _ = Glibc.shutdown(duplicate, Int32(SHUT_WR))
        drain(duplicate, until)
        _ = Glibc.close(duplicate)
    }

    private func drain(_ socket: Int32, _ until: ContinuousClock.Instant) {
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
            while ContinuousClock.now < until {
                let count = Glibc.read(socket, buffer.baseAddress, buffer.count)
                if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { return }
                if count < 0 { awaitReady(socket, Int16(POLLIN), until) }
            }
        }
    }

    private func awaitReady(_ socket: Int32, _ events: Int16, _ until: ContinuousClock.Instant) {
        let left = ContinuousClock.now.duration(to: until)
        guard left > .zero else { return }
        let milliseconds = Int32(clamping: left.components.attoseconds / 1_000_000_000_000_000 + 1)
        var descriptor = pollfd(fd: socket, events: events, revents: 0)
        _ = poll(&descriptor, 1, milliseconds)
    }
}
