// SPDX-License-Identifier: Apache-2.0

/// A topic filter to receive, made anew on every connect.
public struct Subscription: Sendable, Hashable {
    /// The filter: `+` and `#` are wildcards, `$share/group/filter` is shared.
    public var topicFilter: String
    /// The highest quality of service wanted: `atLeastOnce` for messages that must not be lost.
    /// `exactlyOnce` is refused; a QoS 2 message is then delivered at QoS 1.
    public var qos: QoS
    /// Whether a message keeps the retain flag its publisher set. Without it (and with MQTT 3.1.1)
    /// the flag tells only messages that were retained before the subscription was made.
    public var retainsAsPublished: Bool

    /// Creates a subscription.
    public init(
        topicFilter: String, qos: QoS = .atLeastOnce, retainsAsPublished: Bool = false
    ) {
        self.topicFilter = topicFilter
        self.qos = qos
        self.retainsAsPublished = retainsAsPublished
    }
}
