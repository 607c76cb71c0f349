// SPDX-License-Identifier: Apache-2.0

/// The end of one publish. Every message a connection has taken gets exactly one.
public struct PublishResult: Sendable, Hashable {
    /// The message's ``OutboundMessage/token``.
    public var token: UInt64
    /// How it ended.
    public var outcome: PublishOutcome
    /// When it was given to libmosquitto, if it was.
    public var handedOverAt: ContinuousClock.Instant?

    /// Creates a result.
    public init(
        token: UInt64, outcome: PublishOutcome, handedOverAt: ContinuousClock.Instant? = nil
    ) {
        self.token = token
        self.outcome = outcome
        self.handedOverAt = handedOverAt
    }
}
