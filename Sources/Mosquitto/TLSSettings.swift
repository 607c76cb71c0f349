// SPDX-License-Identifier: Apache-2.0

/// How a connection is encrypted. The broker's host name is always verified; TLS 1.2 is the least.
///
/// The files are read again on every reconnect, so renewed certificates need no restart. A CA that
/// was trusted once stays trusted until the connection is closed.
public struct TLSSettings: Sendable, Hashable {
    /// A PEM file with the certificate authorities to trust.
    public var caFile: String?
    /// A folder of hashed PEM files (`openssl rehash`) to trust. If neither this nor `caFile` is
    /// set, the system's `/etc/ssl/certs` is used.
    public var caPath: String?
    /// A PEM file with this client's certificate, for brokers that ask for one.
    public var certificateFile: String?
    /// A PEM file with the certificate's private key, without a pass phrase.
    public var keyFile: String?

    /// Creates TLS settings. `certificateFile` and `keyFile` come together or not at all.
    public init(
        caFile: String? = nil,
        caPath: String? = nil,
        certificateFile: String? = nil,
        keyFile: String? = nil
    ) {
        self.caFile = caFile
        self.caPath = caPath
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
