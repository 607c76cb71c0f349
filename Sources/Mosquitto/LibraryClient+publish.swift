// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto

extension LibraryClient {
    /// Gives a message to the library, which copies it. Nothing is written before `loop_write`.
    ///
    /// - Returns: The packet identifier.
    func publish(_ message: OutboundMessage, _ version: MQTTVersion) throws(MosquittoError) -> Int32
    {
        guard version == .v5, message.hasProperties else { return try publish(message, nil) }
        var properties = PropertyList()
        try properties.add(for: message)
        return try publish(message, properties.head)
    }

    /// Asks for a subscription.
    ///
    /// - Returns: The packet identifier of the answer.
    func subscribe(_ subscription: Subscription) throws(MosquittoError) -> Int32 {
        var packetID: Int32 = 0
        // The library leaves the options out with MQTT 3.1.1.
        let options =
            subscription.retainsAsPublished ? MQTT_SUB_OPT_RETAIN_AS_PUBLISHED.rawValue : 0
        let code = mosquitto_subscribe_v5(
            pointer, &packetID, subscription.topicFilter, Int32(subscription.qos.rawValue),
            Int32(options), nil)
        try MosquittoError.check(code, "subscribe")
        return packetID
    }

    private func publish(
        _ message: OutboundMessage, _ properties: OpaquePointer?
    ) throws(MosquittoError) -> Int32 {
        // The library would cut the topic at a zero byte and publish to another one.
        guard !message.topic.utf8.contains(0) else {
            throw .invalid("publish", "the topic contains U+0000")
        }
        var packetID: Int32 = 0
        let code = message.payload.withUnsafeBytes {
            mosquitto_publish_v5(
                pointer, &packetID, message.topic, Int32($0.count), $0.baseAddress,
                Int32(message.qos.rawValue), message.retain, properties)
        }
        // Above QoS 0, "no connection" means queued.
        let isQueued = code == MOSQ_ERR_NO_CONN.rawValue && message.qos != .atMostOnce
        if !isQueued { try MosquittoError.check(code, "publish") }
        return packetID
    }
}
