// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

extension ConnectionLoop {
    /// More than a full window of QoS 1 messages, so that only a flood of QoS 0 meets it.
    private var batchMessagesMax: Int { Int(settings.receiveMaximum) + 1000 }
    private static let batchBytesMax = 8 << 20
    private static let callsMax = 20_000
    /// Reads in a row that brought nothing and did not say that nothing is there.
    private static let idleReadsMax = 4

    /// Reads until nothing comes, or a batch is full. Queues PUBACKs; writes nothing.
    func read(_ ready: Int16) {
        readsOn = false
        let callsBefore = sink.calls
        var idleReads = 0
        while idleReads < Self.idleReadsMax {
            let calls = sink.calls
            errno = 0
            // The library ignores the count and reads one packet, or as many as are in flight.
            let code = mosquitto_loop_read(client.pointer, 1)
            let number = errno
            if code != MOSQ_ERR_SUCCESS.rawValue { return failed(code, number) }
            guard client.socket >= 0 else { return }
            if isBatchFull || sink.calls - callsBefore > Self.callsMax { return readsOn = true }
            if sink.calls != calls {
                idleReads = 0
            } else if number == EAGAIN {
                break
            } else {
                idleReads += 1
            }
        }
        checkSocket(ready)
    }

    /// Tells what the broker answered since the last turn.
    func tellEvents() {
        if let answer = sink.answer {
            sink.answer = nil
            answered(answer)
        }
        guard !sink.subscriptionAnswers.isEmpty else { return }
        let answers = sink.subscriptionAnswers
        sink.subscriptionAnswers = []
        for answer in answers {
            guard let index = subscribing.firstIndex(where: { $0.packetID == answer.packetID })
            else { continue }
            let filter = subscribing.remove(at: index).topicFilter
            tell(.subscribed(topicFilter: filter, reasonCode: answer.reasonCode))
        }
    }

    /// Gives the received messages to the delegate. False if the turn ends here: there is no
    /// connection any more, or the delegate could not keep them.
    func deliver() -> Bool {
        if !sink.received.isEmpty {
            let verdict = accept(sink.received)
            sink.received.removeAll(keepingCapacity: true)
            sink.receivedBytes = 0
            if verdict == .redeliver {
                failure = "received messages could not be kept"
                lose()
                return false
            }
        }
        if case .waiting = phase { return false }
        return true
    }

    private func accept(_ messages: [InboundMessage]) -> Verdict {
        guard let connection, let delegate else { return .redeliver }
        return delegate.connection(connection, received: messages)
    }

    private var isBatchFull: Bool {
        sink.received.count >= batchMessagesMax || sink.receivedBytes >= Self.batchBytesMax
    }

    private func failed(_ code: Int32, _ number: Int32) {
        failure = describe(code, number)
    }

    /// The library does not look at these itself, and would be called in a loop for ever.
    private func checkSocket(_ ready: Int16) {
        let broken = Int16(POLLERR) | Int16(POLLHUP) | Int16(POLLNVAL)
        if ready & broken != 0 {
            let number = cmosquitto_socket_error(client.socket)
            failure = number == 0 ? "connection lost" : MosquittoError.systemText(number)
        } else if ready & cmosquitto_pollrdhup() != 0, sink.answer == nil, !isConnected {
            failure = "the broker closed the connection without an answer"
        }
    }
}
