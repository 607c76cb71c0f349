// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What the engine wants done once its transaction is durable, in this order.
package struct EngineEffects: Sendable {
    /// To be given to the publishing connection, in order.
    package var messages: [WireMessage] = []
    /// Answers to those who wait.
    package var replies: [@Sendable () -> Void] = []
    /// Whose event feed has grown.
    package var told: Set<PartnerID> = []

    package init() {}
}

/// A message for the broker, independent of the MQTT library.
package struct WireMessage: Sendable, Equatable {
    /// Zero: nobody waits for its PUBACK.
    package var token: UInt64 = 0
    package var topic: String
    package var payload: [UInt8]
    package var retain = false
    /// Seconds; what is left of the deadline.
    package var expirySeconds: UInt32?
    package var correlationData: [UInt8]?
    package var userProperties: [UserProperty] = []

    package struct UserProperty: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(topic: String, payload: [UInt8]) {
        self.topic = topic
        self.payload = payload
    }
}
