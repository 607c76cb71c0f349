// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

extension ConnectionLoop {
    /// A connection that lasted this long was no part of a series of failures.
    private static let stableAfter: Duration = .seconds(10)

    /// Starts to connect to the address whose turn it is.
    func beginAttempt() {
        let now = ContinuousClock.now
        failure = nil
        isTCPUp = false
        phase = .connecting(deadline: now + settings.connectTimeout)
        nextTick = now + .seconds(1)
        if isClientUsed {
            do throws(MosquittoError) {
                client = try LibraryClient(settings)
            } catch {
                return attemptFailed(error.description)
            }
        }
        isClientUsed = true
        client.listenToLog(true)
        let candidate = rotation.current
        let code = client.connect(to: candidate.address, source: candidate.source, settings)
        if code != MOSQ_ERR_SUCCESS.rawValue { attemptFailed(describe(code)) }
    }

    /// Whether the TCP connection stands now. The library must not be called before: on a refused
    /// port its TLS code would neither fail nor wait.
    func finishTCP(_ ready: Int16) -> Bool {
        guard ready != 0 else { return false }
        let number = cmosquitto_socket_error(client.socket)
        if number != 0 {
            attemptFailed(MosquittoError.systemText(number))
            return false
        }
        // The library's TLS code has tried to write already and may have taken the error away.
        guard ready & Int16(POLLERR | POLLHUP | POLLNVAL) == 0 else {
            attemptFailed("connection refused or reset")
            return false
        }
        isTCPUp = true
        return true
    }

    /// Acts on the broker's answer to CONNECT.
    func answered(_ answer: CallbackSink.Answer) {
        guard case .connecting = phase else { return }
        guard answer.code == 0 else { return refused(answer.code) }
        packetBytesMax = OutboundMessage.wireBytesMax
        if let limit = answer.maximumPacketSize { packetBytesMax = min(packetBytesMax, Int(limit)) }
        client.listenToLog(false)
        rotation.succeeded()
        wasRefused = false
        window = min(settings.sendWindow, Int(answer.receiveMaximum ?? .max))
        phase = .connected(since: .now)
        subscribe()
        shared.setConnected(true)
        tell(.connected(sessionPresent: answer.sessionPresent, address: rotation.current.address))
    }

    /// Ends an attempt that did not get as far as an answer.
    func attemptFailed(_ reason: String) {
        leave(.connectFailed(address: rotation.current.address, reason: reason))
        wait(afterRound: rotation.advance(answered: false))
    }

    /// Ends a connection or an attempt whose socket failed.
    func lose() {
        let reason = failure ?? sink.disconnectCode.map(describeDisconnect) ?? "connection lost"
        guard case .connected(let since) = phase else { return attemptFailed(reason) }
        failedRounds = since.duration(to: .now) >= Self.stableAfter ? 0 : failedRounds + 1
        leave(.disconnected(reason: reason))
        let delay = settings.backoff.delay(afterFailures: failedRounds - 1, using: &generator)
        phase = .waiting(until: .now + delay)
    }

    private func refused(_ code: Int32) {
        let reason = UInt8(truncatingIfNeeded: code)
        var text = ReasonCode.text(reason)
        if settings.version == .v311, let sentence = mosquitto_connack_string(code) {
            text = String(cString: sentence)
        }
        wasRefused = true
        leave(.refused(reasonCode: reason, text: text))
        wait(afterRound: rotation.advance(answered: true))
    }

    /// Tries the next address at once, or waits if all have been tried.
    private func wait(afterRound isOver: Bool) {
        guard isOver else { return phase = .waiting(until: .now) }
        var delay = settings.backoff.delay(afterFailures: failedRounds, using: &generator)
        if wasRefused { delay = settings.backoff.refusedDelay(using: &generator) }
        failedRounds += 1
        wasRefused = false
        phase = .waiting(until: .now + delay)
    }

    /// Shuts the socket both ways, so that nothing queued for it can leave, and tells why. It is
    /// closed when the next attempt replaces the client.
    private func leave(_ event: ConnectionEvent) {
        if client.socket >= 0 { _ = Glibc.shutdown(client.socket, Int32(SHUT_RDWR)) }
        client.listenToLog(false)
        shared.setConnected(false)
        settle()
        keepForResending()
        sink.forget()
        subscribing = []
        readsOn = false
        failure = nil
        phase = .waiting(until: .now)
        report()
        tell(event)
    }

    private func subscribe() {
        for subscription in settings.subscriptions {
            do throws(MosquittoError) {
                let packetID = try client.subscribe(subscription)
                subscribing.append((packetID, subscription.topicFilter))
            } catch {
                let code =
                    error.isOversize ? ReasonCode.packetTooLarge : ReasonCode.unspecifiedError
                tell(.subscribed(topicFilter: subscription.topicFilter, reasonCode: code))
            }
        }
    }
}
