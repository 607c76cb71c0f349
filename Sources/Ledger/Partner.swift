// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Delivery

/// A business with coffee shops, and how it is treated.
package struct Partner: Sendable, Equatable {
    package let id: PartnerID
    package var settings: PartnerSettings
    package let createdAt: Timestamp

    package init(id: PartnerID, settings: PartnerSettings, createdAt: Timestamp) {
        self.id = id
        self.settings = settings
        self.createdAt = createdAt
    }
}

/// What a token lets its bearer do.
package enum Role: String, Sendable, CaseIterable {
    case backend
    /// Bound to one partner.
    case partner
    case viewer
    case `operator`
}

/// A bearer token as it is kept: the secret itself is shown once and never stored.
package struct TokenRecord: Sendable, Equatable {
    /// The visible first part of the token, which names it.
    package let prefix: String
    /// SHA-256 of the whole token.
    package let hash: [UInt8]
    package let role: Role
    package let partner: PartnerID?
    package let createdAt: Timestamp
    package var expiresAt: Timestamp?
    package var revokedAt: Timestamp?

    package init(
        prefix: String, hash: [UInt8], role: Role, partner: PartnerID?, createdAt: Timestamp,
        expiresAt: Timestamp? = nil, revokedAt: Timestamp? = nil
    ) {
        self.prefix = prefix
        self.hash = hash
        self.role = role
        self.partner = partner
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    package func isValid(at now: Timestamp) -> Bool {
        revokedAt == nil && (expiresAt.map { now < $0 } ?? true)
    }
}

/// Sums over all of a partner's deliveries, kept in the write path so that nothing scans.
///
/// `accepted` equals the outcomes and the open ones together at every commit.
package struct Totals: Sendable, Equatable {
    package var accepted = 0
    package var published = 0
    package var received = 0
    package var processedFacts = 0
    package var outcomes: [Outcome: Int] = [:]
    package var late = 0
    package var acks = 0

    package init() {}

    package var closed: Int { outcomes.values.reduce(0, +) }
    package var open: Int { accepted - closed }
}
