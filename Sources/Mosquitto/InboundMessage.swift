// SPDX-License-Identifier: Apache-2.0

/// A message received.
///
/// MQTT's DUP flag is not here: libmosquitto does not pass it on, and it proves nothing. A message
/// may come twice with it or without it; tell duplicates apart by an identifier of your own.
public struct InboundMessage: Sendable {
    /// The topic's bytes. They are valid UTF-8, but compare them as bytes: brokers do, and
    /// `String` calls topics equal which a broker keeps apart.
    public var topic: [UInt8]
    /// The message's bytes.
    public var payload: [UInt8]
    /// The quality of service it came with.
    public var qos: QoS
    /// True if it was kept by the broker from before the subscription.
    public var retain: Bool
    /// The MQTT 5 properties, if ``ConnectionSettings/copiesInboundProperties`` is set and there
    /// are any.
    public var properties: InboundProperties?

    /// Creates a message, for tests of a delegate.
    public init(
        topic: [UInt8],
        payload: [UInt8],
        qos: QoS = .atLeastOnce,
        retain: Bool = false,
        properties: InboundProperties? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.properties = properties
    }

    /// The topic as text.
    public var topicText: String { String(decoding: topic, as: UTF8.self) }
}
