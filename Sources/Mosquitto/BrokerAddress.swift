// SPDX-License-Identifier: Apache-2.0

/// Where a broker listens.
public struct BrokerAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name or a numeric address. With TLS it is also the name the certificate must carry.
    public var host: String
    /// The TCP port, 1 to 65535.
    public var port: UInt16

    /// Creates an address.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port`.
    public var description: String { "\(host):\(port)" }
}
