// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto

/// Names for the MQTT 5 reason codes this library's callers meet, and the text for any of them.
public enum ReasonCode {
    /// Accepted.
    public static let success: UInt8 = 0x00
    /// Accepted, but no subscription matches now. Any `#` subscriber anywhere hides it: a hint.
    public static let noMatchingSubscribers: UInt8 = 0x10
    /// Refused for no stated reason; the only refusal in MQTT 3.1.1's SUBACK.
    public static let unspecifiedError: UInt8 = 0x80
    /// The broker does not know these credentials.
    public static let badCredentials: UInt8 = 0x86
    /// The broker's access rules forbid it.
    public static let notAuthorized: UInt8 = 0x87
    /// The packet is larger than the broker takes.
    public static let packetTooLarge: UInt8 = 0x95
    /// A quota was exceeded.
    public static let quotaExceeded: UInt8 = 0x97

    /// The library's sentence for a reason code.
    public static func text(_ code: UInt8) -> String {
        guard let sentence = mosquitto_reason_string(Int32(code)) else { return "reason \(code)" }
        return String(cString: sentence)
    }
}
