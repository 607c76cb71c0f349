// SPDX-License-Identifier: Apache-2.0
package import Contract

/// One step in a delivery's life: when, who, what, which attempt, and where the raw evidence is.
package struct HistoryEntry: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case accepted
        case published
        case brokerAcked = "broker_acked"
        case publishFailed = "publish_failed"
        case inDoubt = "in_doubt"
        case deferred
        case retryDue = "retry_due"
        case received
        case working
        case processed
        case failed
        case ackIgnored = "ack_ignored"
        case expired
        case dead
        case superseded
        case cancelled
        case resent
    }

    package var at: Timestamp
    package var kind: Kind
    /// `bridge`, `broker`, `device:ID`, `partner` (HTTP), `backend`, `operator:NAME`.
    package var actor: String
    package var attempt: Int?
    /// A code, a sentence, or nothing.
    package var detail: String
    /// The number of the ack in the ack inbox.
    package var ack: Int64?

    package init(
        at: Timestamp, kind: Kind, actor: String, attempt: Int? = nil, detail: String = "",
        ack: Int64? = nil
    ) {
        self.at = at
        self.kind = kind
        self.actor = actor
        self.attempt = attempt
        self.detail = detail
        self.ack = ack
    }
}
