// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

extension InboundMessage {
    /// Copies the library's message, which it frees when the callback returns.
    init(copying message: mosquitto_message, properties: OpaquePointer?) {
        var topic: [UInt8] = []
        if let start = message.topic {
            topic = Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
        }
        let payload = UnsafeRawBufferPointer(
            start: message.payload, count: Int(message.payloadlen))
        self.init(
            topic: topic,
            payload: Array(payload),
            qos: QoS(rawValue: UInt8(truncatingIfNeeded: message.qos)) ?? .atMostOnce,
            retain: message.retain,
            properties: properties.map { InboundProperties(copying: $0) })
    }
}

extension InboundProperties {
    /// Copies the properties the library read with a message.
    init(copying list: OpaquePointer) {
        contentType = Self.text(list, MQTT_PROP_CONTENT_TYPE)
        responseTopic = Self.text(list, MQTT_PROP_RESPONSE_TOPIC)
        correlationData = Self.bytes(list, MQTT_PROP_CORRELATION_DATA)
        userProperties = Self.pairs(list)
        var seconds: UInt32 = 0
        let expiry = Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue)
        if mosquitto_property_read_int32(list, expiry, &seconds, false) != nil {
            messageExpirySeconds = seconds
        }
    }

    private static func text(_ list: OpaquePointer, _ property: mqtt5_property) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        defer { free(value) }
        let found = mosquitto_property_read_string(list, Int32(property.rawValue), &value, false)
        guard found != nil, let value else { return nil }
        return String(cString: value)
    }

    private static func bytes(_ list: OpaquePointer, _ property: mqtt5_property) -> [UInt8]? {
        var value: UnsafeMutableRawPointer?
        var length: UInt16 = 0
        defer { free(value) }
        let found = mosquitto_property_read_binary(
            list, Int32(property.rawValue), &value, &length, false)
        guard found != nil, let value else { return nil }
        return Array(UnsafeRawBufferPointer(start: value, count: Int(length)))
    }

    private static func pairs(_ list: OpaquePointer) -> [(String, String)] {
        var pairs: [(String, String)] = []
        var position: OpaquePointer? = list
        var skipsFirst = false
        while let current = position {
            var name: UnsafeMutablePointer<CChar>?
            var value: UnsafeMutablePointer<CChar>?
            defer {
                free(name)
                free(value)
            }
            position = mosquitto_property_read_string_pair(
                current, Int32(MQTT_PROP_USER_PROPERTY.rawValue), &name, &value, skipsFirst)
            skipsFirst = true
            guard let name, let value else { continue }
            pairs.append((String(cString: name), String(cString: value)))
        }
        return pairs
    }
}
