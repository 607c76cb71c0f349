// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto

/// An MQTT 5 property list being built; freed when it goes out of scope.
struct PropertyList: ~Copyable {
    /// The list for the library, which copies what it keeps. Nil means no properties.
    private(set) var head: OpaquePointer?

    init() {}

    deinit {
        var list = head
        mosquitto_property_free_all(&list)
    }

    mutating func add(_ property: mqtt5_property, _ value: UInt32) throws(MosquittoError) {
        let code = mosquitto_property_add_int32(&head, Int32(property.rawValue), value)
        try MosquittoError.check(code, "add an MQTT property")
    }

    mutating func add(_ property: mqtt5_property, _ value: String) throws(MosquittoError) {
        try Self.check(value)
        let code = mosquitto_property_add_string(&head, Int32(property.rawValue), value)
        try MosquittoError.check(code, "add an MQTT property")
    }

    mutating func add(_ property: mqtt5_property, _ value: [UInt8]) throws(MosquittoError) {
        guard let length = UInt16(exactly: value.count) else {
            throw .invalid("add an MQTT property", "longer than 65535 bytes")
        }
        let code = value.withUnsafeBytes {
            mosquitto_property_add_binary(
                &head, Int32(property.rawValue), $0.baseAddress, length)
        }
        try MosquittoError.check(code, "add an MQTT property")
    }

    mutating func addUserProperty(_ name: String, _ value: String) throws(MosquittoError) {
        try Self.check(name)
        try Self.check(value)
        let code = mosquitto_property_add_string_pair(
            &head, Int32(MQTT_PROP_USER_PROPERTY.rawValue), name, value)
        try MosquittoError.check(code, "add an MQTT user property")
    }

    /// Adds the properties of a message to publish.
    mutating func add(for message: OutboundMessage) throws(MosquittoError) {
        if let contentType = message.contentType {
            try add(MQTT_PROP_CONTENT_TYPE, contentType)
        }
        if let seconds = message.messageExpirySeconds {
            try add(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, seconds)
        }
        if let correlationData = message.correlationData {
            try add(MQTT_PROP_CORRELATION_DATA, correlationData)
        }
        for (name, value) in message.userProperties {
            try addUserProperty(name, value)
        }
    }

    /// A C string ends at its first zero byte, and MQTT counts a string's bytes in 16 bits.
    private static func check(_ text: String) throws(MosquittoError) {
        guard text.utf8.count <= 65_535, !text.utf8.contains(0) else {
            throw .invalid("add an MQTT property", "contains U+0000 or is over 65535 bytes")
        }
    }
}
