// SPDX-License-Identifier: Apache-2.0

/// The version of MQTT a connection speaks.
public enum MQTTVersion: Sendable, Hashable {
    /// MQTT 5: reason codes, properties, session expiry. The one to prefer.
    case v5
    /// MQTT 3.1.1. A refused publish looks like an accepted one, properties are dropped, and
    /// mosquitto sends at most its own `max_inflight_messages` (20 by default) unacknowledged.
    case v311
}
