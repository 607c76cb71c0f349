// SPDX-License-Identifier: Apache-2.0

/// What a delegate decides about a batch of received messages.
public enum Verdict: Sendable, Hashable {
    /// They are durable: acknowledge them to the broker.
    case acknowledge
    /// They are not: acknowledge nothing of this batch. The connection is dropped and made again,
    /// and the broker sends the messages again (QoS 1; a QoS 0 message is lost).
    case redeliver
}
