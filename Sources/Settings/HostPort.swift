// SPDX-License-Identifier: Apache-2.0

/// A host and a TCP port.
package struct HostPort: Sendable, Hashable, CustomStringConvertible {
    /// A name or a numeric address, an IPv6 one without its brackets.
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port` or `[IPv6]:port`.
    ///
    /// - Parameter defaultPort: For a text without a port; nil where one must be given.
    package init?(_ text: some StringProtocol, defaultPort: UInt16? = nil) {
        let (host, rest): (Substring, Substring)
        if text.hasPrefix("[") {
            let inside = Substring(text).dropFirst()
            guard let end = inside.firstIndex(of: "]") else { return nil }
            (host, rest) = (inside[..<end], inside[inside.index(after: end)...])
            guard host.contains(":"), host.utf8.allSatisfy(Self.isNumeric6) else { return nil }
        } else {
            let text = Substring(text)
            let end = text.firstIndex(of: ":") ?? text.endIndex
            (host, rest) = (text[..<end], text[end...])
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isName) else { return nil }
        }
        guard host.utf8.count <= 253, let port = Self.port(rest, defaultPort) else { return nil }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine can be behind it.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == 0x2E || Self.isDigit($0) }
    }

    private static func port(_ rest: Substring, _ defaultPort: UInt16?) -> UInt16? {
        guard !rest.isEmpty else { return defaultPort }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), 1...5 ~= digits.utf8.count, digits.utf8.allSatisfy(isDigit)
        else { return nil }
        return UInt16(digits)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

    private static func isName(_ byte: UInt8) -> Bool {
        isDigit(byte) || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isNumeric6(_ byte: UInt8) -> Bool {
        isDigit(byte) || 0x41...0x46 ~= byte || 0x61...0x66 ~= byte
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}
