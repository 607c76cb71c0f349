// SPDX-License-Identifier: Apache-2.0

/// Everything a connection needs to know, with defaults for a client that must lose nothing.
public struct ConnectionSettings: Sendable {
    /// The name the broker keeps the session under. Two connections with one name throw each
    /// other out for ever.
    public var clientID: String
    /// The brokers, tried in turn until one answers.
    public var addresses: [BrokerAddress]
    /// The user name, if the broker asks for one.
    public var username: String?
    /// The password; never printed. It must not contain a zero byte.
    public var password: [UInt8]?
    /// The version of MQTT.
    public var version: MQTTVersion = .v5
    /// Encryption; nil sends everything, the password too, in the clear.
    public var tls: TLSSettings?
    /// The message the broker publishes if this client vanishes.
    public var will: Will?
    /// Whether every connect begins a new session. False keeps what was queued while away.
    public var cleanStart = false
    /// For how long the broker keeps the session while this client is away (MQTT 5).
    public var sessionExpirySeconds: UInt32 = 86_400
    /// How many messages the broker may send before the first acknowledgement (MQTT 5): the
    /// largest batch of QoS 1 messages. Keep it well below mosquitto's `max_queued_messages`.
    public var receiveMaximum: UInt16 = 500
    /// The largest packet the broker may send (MQTT 5); it drops larger ones silently.
    public var maximumPacketSize: UInt32?
    /// Silence after which the connection is probed; 5 at least. A dead peer is noticed after
    /// twice this time.
    public var keepAliveSeconds: UInt16 = 30
    /// Publishes given to the library and not yet acknowledged, at most. The broker's announced
    /// Receive Maximum (mosquitto: `max_inflight_messages`, 20 by default) lowers it further.
    public var sendWindow = 1000
    /// Messages waiting in this process for room in the window, at most.
    public var outboxLimit = 10_000
    /// How long one attempt may take, from the TCP connect to the broker's answer. Looking up the
    /// host name comes on top: the system's resolver cannot be interrupted.
    public var connectTimeout: Duration = .seconds(10)
    /// The wait between rounds of attempts.
    public var backoff = Backoff()
    /// What to receive.
    public var subscriptions: [Subscription] = []
    /// Whether received messages carry their MQTT 5 properties. Costs several copies a message.
    public var copiesInboundProperties = false

    /// Creates settings for a client of the brokers at `addresses`.
    public init(clientID: String, addresses: [BrokerAddress]) {
        self.clientID = clientID
        self.addresses = addresses
    }
}

extension ConnectionSettings: CustomStringConvertible, CustomReflectable {
    /// The client's name and its brokers; never the password.
    public var description: String {
        let user = username.map { "\($0)@" } ?? ""
        return "\(clientID) → \(user)\(addresses) \(version)\(tls == nil ? "" : " TLS")"
    }

    /// The same text, so that `dump` and crash reports show no password either.
    public var customMirror: Mirror {
        Mirror(self, children: [(label: "settings", value: description)])
    }
}
