// SPDX-License-Identifier: Apache-2.0

/// The message a broker publishes when this connection ends without a goodbye.
///
/// - Important: Only a hint. A broker may also publish it when a close crosses with inbound data.
public struct Will: Sendable, Hashable {
    /// The topic to publish to; no wildcards.
    public var topic: String
    /// The message's bytes, 65535 at most.
    public var payload: [UInt8]
    /// The quality of service it is published with.
    public var qos: QoS
    /// Whether the broker keeps it for later subscribers.
    public var retain: Bool

    /// Creates a will.
    public init(
        topic: String,
        payload: [UInt8],
        qos: QoS = .atLeastOnce,
        retain: Bool = false
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
    }
}
