// SPDX-License-Identifier: Apache-2.0

/// A change in a connection's life.
public enum ConnectionEvent: Sendable, Hashable {
    /// The broker accepted the connection. Without `sessionPresent` it knows nothing of an earlier
    /// session: its queue for us is gone. Subscriptions are made anew in either case.
    case connected(sessionPresent: Bool, address: BrokerAddress)
    /// The broker answered the connection attempt with a no. Someone must act; until then it is
    /// tried again slowly. On MQTT 3.1.1 the code is that version's (1 to 5).
    case refused(reasonCode: UInt8, text: String)
    /// No answer from this address: unreachable, timed out, or TLS failed. The next one is tried.
    case connectFailed(address: BrokerAddress, reason: String)
    /// A connection that stood has ended; unless closed, it is tried again.
    case disconnected(reason: String)
    /// The broker answered a subscription: below 0x80 with the granted QoS, else with a refusal.
    /// Being granted does not prove that access rules let messages through.
    case subscribed(topicFilter: String, reasonCode: UInt8)
}
