// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

extension ConnectionSettings {
    /// Throws the first thing wrong with these settings.
    func validate() throws(MosquittoError) {
        try validateIdentity()
        try validateLimits()
        for subscription in subscriptions {
            try Self.require(
                subscription.qos != .exactlyOnce,
                "a subscription at QoS 2 loses messages in a crash: use atLeastOnce")
            try Self.validate(filter: subscription.topicFilter)
        }
        if let will { try Self.validate(will) }
    }

    private func validateIdentity() throws(MosquittoError) {
        try Self.require(!clientID.isEmpty, "clientID is empty")
        try Self.require(!addresses.isEmpty, "addresses is empty")
        for address in addresses {
            try Self.require(!address.host.isEmpty, "an address has no host")
            try Self.require(address.port > 0, "an address has port 0")
            try Self.require(!address.host.utf8.contains(0), "an address contains U+0000")
        }
        // C strings end at the first zero byte: without these checks a name or a password would
        // silently become another, shorter one.
        try Self.require(!clientID.utf8.contains(0), "clientID contains U+0000")
        try Self.require(username?.utf8.contains(0) != true, "username contains U+0000")
        try Self.require(password?.contains(0) != true, "password contains a zero byte")
        try Self.require(password == nil || username != nil, "password without username")
        for text in [clientID, username ?? ""] {
            try Self.require(text.utf8.count <= 65_535, "clientID or username is too long")
        }
        try Self.require((password?.count ?? 0) <= 65_535, "password is too long")
    }

    private func validateLimits() throws(MosquittoError) {
        try Self.require(keepAliveSeconds >= 5, "keepAliveSeconds is below 5")
        try Self.require(receiveMaximum > 0, "receiveMaximum is 0")
        try Self.require((1...65_535).contains(sendWindow), "sendWindow is not in 1...65535")
        try Self.require(outboxLimit > 0, "outboxLimit is not positive")
        try Self.require(maximumPacketSize != 0, "maximumPacketSize is 0")
        try Self.require(connectTimeout > .zero, "connectTimeout is not positive")
        try Self.require(
            backoff.base > .zero && backoff.max >= backoff.base, "backoff is not 0 < base <= max")
    }

    private static func validate(filter: String) throws(MosquittoError) {
        try require(!filter.isEmpty, "a topic filter is empty")
        try require(!filter.utf8.contains(0), "a topic filter contains U+0000")
        try MosquittoError.check(mosquitto_sub_topic_check(filter), "subscribe to \(filter)")
    }

    private static func validate(_ will: Will) throws(MosquittoError) {
        try require(!will.topic.utf8.contains(0), "the will's topic contains U+0000")
        try require(!will.topic.isEmpty, "the will's topic is empty")
        try require(will.payload.count <= 65_535, "the will's payload is over 65535 bytes")
        try MosquittoError.check(mosquitto_pub_topic_check(will.topic), "set the will")
    }

    private static func require(_ holds: Bool, _ detail: String) throws(MosquittoError) {
        guard !holds else { return }
        throw .invalid("read the connection settings", detail)
    }
}
