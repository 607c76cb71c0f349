// SPDX-License-Identifier: Apache-2.0

/// How hard both sides try to get one message across one hop.
public enum QoS: UInt8, Sendable, Hashable {
    /// Sent once, never acknowledged.
    case atMostOnce = 0
    /// Sent until acknowledged; may arrive more than once.
    case atLeastOnce = 1
    /// Sent once by a four-way handshake; for publishing only, and while the connection stands.
    ///
    /// It is refused for subscriptions: libmosquitto confirms such a message before the delegate
    /// sees it and keeps it in memory only, so that a crash loses it.
    case exactlyOnce = 2
}
