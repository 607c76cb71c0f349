// SPDX-License-Identifier: Apache-2.0

/// The MQTT 5 properties of a received message.
public struct InboundProperties: Sendable {
    /// A MIME type.
    public var contentType: String?
    /// Where the sender wants its answer.
    public var responseTopic: String?
    /// What the sender wants returned with the answer.
    public var correlationData: [UInt8]?
    /// Names and values, in order; names may repeat.
    public var userProperties: [(String, String)] = []
    /// The seconds the message was still worth something when the broker sent it.
    public var messageExpirySeconds: UInt32?

    /// Creates properties without any value.
    public init() {}
}
