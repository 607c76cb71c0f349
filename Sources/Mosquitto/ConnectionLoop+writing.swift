// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Synchronization

extension ConnectionLoop {
    /// Gives waiting messages to the library, as many as the window has room for.
    func handOver() {
        guard resend.isEmpty, inflight.count < window else { return }
        let now = ContinuousClock.now
        while inflight.count < window {
            if stagedNext == staged.count, !refill() { return }
            let message = staged[stagedNext]
            stagedNext += 1
            handOver(message, now)
        }
        shared.mailbox.withLock { $0.staged = staged.count - stagedNext }
    }

    /// Sends again what the last connection left unacknowledged, before anything new.
    func handOverAgain() {
        while resendNext < resend.count, inflight.count < window {
            var entry = resend[resendNext]
            resendNext += 1
            do throws(MosquittoError) {
                entry.packetID = try publish(entry.message)
                inflight.append(entry)
            } catch {
                // It was on the wire once: nobody knows what became of it.
                end(entry, .abandoned)
            }
        }
        guard resendNext == resend.count else { return }
        resend = []
        resendNext = 0
    }

    /// Keeps what the ended connection left unacknowledged. QoS 0 is not sent again, and QoS 2
    /// must not be: it would come under a new identifier, and so a second time.
    func keepForResending() {
        let open = inflight.removeAll()
        for entry in open where entry.message.qos != .atLeastOnce { end(entry, .abandoned) }
        resend = open.filter { $0.message.qos == .atLeastOnce } + resend[resendNext...]
        resendNext = 0
    }

    /// Writes all that is queued, PUBACKs and publishes, as far as the socket takes it.
    func write() {
        guard client.wantsWrite else { return }
        let socket = client.socket
        // The library writes packet by packet; corked, they leave in full segments. The library
        // closes a socket that fails, so it is uncorked only if it is still there.
        cmosquitto_cork(socket, 1)
        let code = mosquitto_loop_write(client.pointer, 1)
        if code != MOSQ_ERR_SUCCESS.rawValue { failure = describe(code) }
        if client.socket == socket { cmosquitto_cork(socket, 0) }
    }

    /// Turns the ends the library named into results.
    func settle() {
        guard !sink.endings.isEmpty else { return }
        for ending in sink.endings {
            // An acknowledgement of something we never sent, or gave up: nothing to tell.
            guard let entry = inflight.remove(packetID: ending.packetID) else { continue }
            let isSent = entry.message.qos == .atMostOnce
            end(entry, isSent ? .sent : .acknowledged(reasonCode: ending.reasonCode))
        }
        sink.endings.removeAll(keepingCapacity: true)
    }

    /// Notes the result of a publish.
    func end(_ entry: InflightQueue.Entry, _ outcome: PublishOutcome) {
        results.append(
            PublishResult(
                token: entry.message.token, outcome: outcome, handedOverAt: entry.handedOverAt))
    }

    /// Tells the delegate what was handed over and what has ended.
    func report() {
        guard !(handedOver.isEmpty && results.isEmpty), let connection else { return }
        delegate?.connection(connection, handedOver: handedOver, results: results)
        handedOver.removeAll(keepingCapacity: true)
        results.removeAll(keepingCapacity: true)
    }

    /// Tells the delegate an event.
    func tell(_ event: ConnectionEvent) {
        guard let connection else { return }
        delegate?.connection(connection, did: event)
    }

    /// Swaps the empty stage for the full mailbox. False if that is empty too.
    private func refill() -> Bool {
        staged.removeAll(keepingCapacity: true)
        stagedNext = 0
        return shared.mailbox.withLock { mailbox in
            swap(&staged, &mailbox.waiting)
            mailbox.staged = staged.count
            return !staged.isEmpty
        }
    }

    private func handOver(_ message: OutboundMessage, _ now: ContinuousClock.Instant) {
        do throws(MosquittoError) {
            let packetID = try publish(message)
            handedOver.append(message.token)
            inflight.append(
                InflightQueue.Entry(packetID: packetID, message: message, handedOverAt: now))
        } catch {
            results.append(PublishResult(token: message.token, outcome: .rejected(error)))
        }
    }

    /// Gives one message to the library, after checking its size: the library's own check is one
    /// byte off, and what slips through aborts the process.
    private func publish(_ message: OutboundMessage) throws(MosquittoError) -> Int32 {
        let bytes = message.wireBytes(settings.version)
        guard bytes <= packetBytesMax else {
            throw MosquittoError(
                code: MOSQ_ERR_OVERSIZE_PACKET.rawValue, operation: "publish",
                detail: "\(bytes) bytes, at most \(packetBytesMax)")
        }
        return try client.publish(message, settings.version)
    }
}
