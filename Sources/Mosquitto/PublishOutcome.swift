// SPDX-License-Identifier: Apache-2.0

/// How a publish ended.
public enum PublishOutcome: Sendable, Hashable {
    /// The broker answered (PUBACK, or PUBCOMP for QoS 2).
    ///
    /// Below 0x80 it took the message over, which is no promise that any subscriber gets it:
    /// mosquitto drops silently when a subscriber's queue is full. From 0x80 it refused, see
    /// ``ReasonCode``. On MQTT 3.1.1 the code is always 0.
    case acknowledged(reasonCode: UInt8)
    /// QoS 0: the bytes were given to the kernel.
    case sent
    /// Refused on this side, for example as too large: the message never reached the wire.
    case rejected(MosquittoError)
    /// The connection ended while the message waited: it may or may not have reached the broker.
    /// QoS 1 messages end so in ``Connection/close(deadline:)``, or if the broker comes back with
    /// a packet limit too small for them; QoS 0 and 2 messages whenever the socket is lost.
    case abandoned
}
