// SPDX-License-Identifier: Apache-2.0

internal import Contract
internal import Mosquitto

extension MachineState {
    /// Keeps up with the connection, which publishes for as long as it stands.
    mutating func follow(_ event: ConnectionEvent, of connection: Connection) {
        switch event {
        case .connected(let sessionPresent, let address):
            connected(connection)
            note(.connected(sessionPresent: sessionPresent, address: address.description))
        case .disconnected(let reason):
            self.connection = nil
            note(.disconnected(reason: reason))
        case .connectFailed(let address, let reason):
            failed("\(address): \(reason)")
        case .refused(_, let text):
            failed("refused: \(text)")
        case .subscribed(let filter, let code):
            if code >= ReasonCode.unspecifiedError {
                refused(filter, ReasonCode.text(code))
            } else {
                tally.subscriptions += 1
            }
        }
    }

    private mutating func connected(_ connection: Connection) {
        if hasConnectedBefore { tally.reconnects += 1 }
        hasConnectedBefore = true
        self.connection = connection
        // First of all: whoever acts on an ack should know that its sender is there.
        // What was to be said before and never left is not true any more.
        outbox.removeAll(where: \.retain)
        outbox.insert(presence(isFinished || isLeaving ? .offline : .online), at: 0)
    }

    private mutating func failed(_ reason: String) {
        tally.lastError = reason
        note(.connectFailed(reason: reason))
    }

    private mutating func refused(_ filter: String, _ reason: String) {
        tally.lastError = "subscribing to \(filter): \(reason)"
        note(.refused(what: filter, reason: reason))
    }
}
