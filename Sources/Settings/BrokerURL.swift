// SPDX-License-Identifier: Apache-2.0

/// Where the brokers are: `mqtt://[user:password@]host:port[,host:port…]`, or `mqtts://…`.
package struct BrokerURL: Sendable, Hashable {
    package var isEncrypted: Bool
    package var credentials: Credentials?
    /// At least one.
    package var addresses: [HostPort]

    package init(isEncrypted: Bool, credentials: Credentials? = nil, addresses: [HostPort]) {
        self.isEncrypted = isEncrypted
        self.credentials = credentials
        self.addresses = addresses
    }

    /// Reads the text. What a fault says never quotes it, since it may hold a password.
    package init(parsing text: String) throws(ValueFault) {
        let schemes = [("mqtts://", true, UInt16(8883)), ("mqtt://", false, UInt16(1883))]
        guard let scheme = schemes.first(where: { text.hasPrefix($0.0) }) else {
            throw ValueFault("starts with mqtt:// or mqtts://")
        }
        isEncrypted = scheme.1
        var rest = text.dropFirst(scheme.0.count)
        // The last @: one within the password needs no escape then.
        if let at = rest.lastIndex(of: "@") {
            credentials = try Self.credentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        if rest.hasSuffix("/") { rest.removeLast() }
        let parts = rest.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= Self.addressesMax else {
            throw ValueFault("at most \(Self.addressesMax) addresses")
        }
        addresses = []
        for part in parts {
            guard let address = HostPort(part, defaultPort: scheme.2), address.port > 0 else {
                throw ValueFault(Self.advice)
            }
            addresses.append(address)
        }
    }

    private static let addressesMax = 16
    private static let advice =
        "mqtt://[user:password@]host:port[,host:port…], the port from 1 to 65535"

    private static func credentials(_ text: Substring) throws(ValueFault) -> Credentials {
        let end = text.firstIndex(of: ":") ?? text.endIndex
        let hasPassword = end < text.endIndex
        let second = hasPassword ? text[text.index(after: end)...] : ""
        guard let username = decode(text[..<end]), let password = decode(second) else {
            throw ValueFault("a % in user or password is followed by two hexadecimal digits (%25)")
        }
        guard !username.isEmpty else { throw ValueFault("before the @ comes a user name") }
        return Credentials(
            username: username, password: hasPassword ? Secret(password) : nil)
    }

    /// Resolves `%40`; nil for what is no escape, is not UTF-8, or holds U+0000.
    private static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}

extension BrokerURL: CustomStringConvertible {
    /// The URL without its password.
    package var description: String {
        var user = ""
        if let credentials {
            user = credentials.username + (credentials.password.map { ":\($0)" } ?? "") + "@"
        }
        let hosts = addresses.map(\.description).joined(separator: ",")
        return "\(isEncrypted ? "mqtts" : "mqtt")://\(user)\(hosts)"
    }
}
