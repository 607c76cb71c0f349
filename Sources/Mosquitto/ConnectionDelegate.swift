// SPDX-License-Identifier: Apache-2.0

/// What a ``Connection`` tells its owner.
///
/// Every call is made on the connection's own thread, one at a time, and under no lock of the
/// library. A call may block, but keep-alive shares the thread: return well within
/// ``ConnectionSettings/keepAliveSeconds``. A call may publish; it must not close the connection.
///
/// Within one turn of the loop the order is: events, received messages, results, and last a lost
/// connection.
public protocol ConnectionDelegate: AnyObject, Sendable {
    /// Something in the connection's life has changed.
    func connection(_ connection: Connection, did event: ConnectionEvent)

    /// Takes all messages drained from the socket since the last call, in the order they came.
    ///
    /// No acknowledgement of these messages leaves this process before the call has returned
    /// ``Verdict/acknowledge``: store them first, then return. If the process dies before, the
    /// broker sends the QoS 1 messages among them again.
    ///
    /// - Returns: Whether the broker may forget the messages.
    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict

    /// Tells what became of published messages, once per turn of the loop.
    ///
    /// - Parameters:
    ///   - connection: The connection.
    ///   - tokens: Messages given to libmosquitto since the last call, in order. A message's token
    ///     comes here before, or in the same call as, its result.
    ///   - results: Messages that have ended since the last call. Room has become free: a caller
    ///     whose ``Connection/publish(_:)-([OutboundMessage])`` took less than offered goes on now.
    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult])
}
