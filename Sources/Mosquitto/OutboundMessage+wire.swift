// SPDX-License-Identifier: Apache-2.0

extension OutboundMessage {
    /// The largest packet MQTT can express: four bytes of length, and the first byte.
    static let wireBytesMax = 268_435_455 + 5

    /// The size of the PUBLISH packet, or a little more (it counts a packet identifier always).
    func wireBytes(_ version: MQTTVersion) -> Int {
        var remaining = 2 + topic.utf8.count + 2 + payload.count
        if version == .v5 {
            let properties = propertyBytes
            remaining += Self.lengthBytes(properties) + properties
        }
        return 1 + Self.lengthBytes(remaining) + remaining
    }

    var hasProperties: Bool {
        contentType != nil || messageExpirySeconds != nil || correlationData != nil
            || !userProperties.isEmpty
    }

    private var propertyBytes: Int {
        var bytes = 0
        if let contentType { bytes += 3 + contentType.utf8.count }
        if messageExpirySeconds != nil { bytes += 5 }
        if let correlationData { bytes += 3 + correlationData.count }
        for (name, value) in userProperties {
            bytes += 5 + name.utf8.count + value.utf8.count
        }
        return bytes
    }

    private static func lengthBytes(_ value: Int) -> Int {
        switch value {
        case ..<128: 1
        case ..<16_384: 2
        case ..<2_097_152: 3
        default: 4
        }
    }
}
