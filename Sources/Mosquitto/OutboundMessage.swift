// SPDX-License-Identifier: Apache-2.0

/// A message to publish.
public struct OutboundMessage: Sendable {
    /// The caller's name for the message, returned in its ``PublishResult``; the library does not
    /// read it. Two messages may carry the same token; their results are then told apart by order.
    public var token: UInt64
    /// The topic to publish to: no wildcards, no U+0000.
    public var topic: String
    /// The message's bytes.
    public var payload: [UInt8]
    /// The quality of service.
    public var qos: QoS
    /// Whether the broker keeps it for later subscribers.
    public var retain: Bool
    /// A MIME type. Dropped on MQTT 3.1.1, as are all the properties below.
    public var contentType: String?
    /// After how many seconds in the broker the message is worthless.
    public var messageExpirySeconds: UInt32?
    /// Bytes the receiver returns with its answer, 65535 at most.
    public var correlationData: [UInt8]?
    /// Names and values for the receiver, in order; names may repeat.
    public var userProperties: [(String, String)]

    /// Creates a message.
    public init(
        token: UInt64,
        topic: String,
        payload: [UInt8],
        qos: QoS = .atLeastOnce,
        retain: Bool = false,
        contentType: String? = nil,
        messageExpirySeconds: UInt32? = nil,
        correlationData: [UInt8]? = nil,
        userProperties: [(String, String)] = []
    ) {
        self.token = token
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.contentType = contentType
        self.messageExpirySeconds = messageExpirySeconds
        self.correlationData = correlationData
        self.userProperties = userProperties
    }
}
