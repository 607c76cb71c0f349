// SPDX-License-Identifier: Apache-2.0
import Bridge
package import Contract
import Crypto
import Hummingbird
package import Ledger

/// Who is calling, by the bearer token [RFC 6750 §2.1].
struct Caller: Sendable {
    let role: Role
    /// The partner the token is bound to.
    let partner: PartnerID?
    /// Names the token without being it.
    let tokenPrefix: String
    /// SHA-256 of the token.
    let tokenHash: [UInt8]

    /// - Throws: a ``Problem``: `unauthorized` without a valid token, `forbidden` with one that may
    ///   not do this.
    static func authenticate(
        _ request: Request, in context: APIContext, allowing roles: Set<Role>
    ) throws -> Caller {
        guard let record = token(of: request, in: context) else {
            throw Problem(
                .unauthorized, "Send a valid token as `Authorization: Bearer …`.")
        }
        guard roles.contains(record.role) else {
            throw Problem(.forbidden, "A token of role \(record.role.rawValue) may not do this.")
        }
        return Caller(
            role: record.role, partner: record.partner, tokenPrefix: record.prefix,
            tokenHash: record.hash)
    }

    /// The valid token that the request carries.
    static func token(of request: Request, in context: APIContext) -> TokenRecord? {
        guard let token = bearer(request),
            let record = context.host.directory.token(hash: Tokens.hash(token)),
            record.isValid(at: context.clock.now().wall)
        else { return nil }
        return record
    }

    /// A partner's token and the partner it is bound to.
    static func partner(_ request: Request, in context: APIContext) throws -> PartnerID {
        let caller = try authenticate(request, in: context, allowing: [.partner])
        guard let partner = caller.partner else {
            throw Problem(.forbidden, "This token is bound to no partner.")
        }
        return partner
    }

    private static func bearer(_ request: Request) -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}

/// Making tokens and recognising them.
package enum Tokens {
    /// A new secret of 256 random bits, and what is kept of it.
    ///
    /// The prefix names role and token (`ob_partner_1f2e3d4c`), so that a leaked one is recognised.
    package static func make(
        role: Role, partner: PartnerID?, at now: Timestamp, expiresAt: Timestamp? = nil
    ) -> (secret: String, record: TokenRecord) {
        let prefix = "ob_\(role.rawValue)_\(hex(random(bytes: 4)))"
        let secret = "\(prefix)_\(hex(random(bytes: 32)))"
        let record = TokenRecord(
            prefix: prefix, hash: hash(secret), role: role, partner: partner, createdAt: now,
            expiresAt: expiresAt)
        return (secret, record)
    }

    static func hash(_ token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.utf8)))
    }

    private static func random(bytes count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
