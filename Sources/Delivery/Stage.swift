// SPDX-License-Identifier: Apache-2.0

/// How far a delivery has come: the highest of its five facts.
///
/// Each fact has its own timestamp in ``DeliveryRecord`` and none is inferred from another, so a
/// delivery can be `processed` without ever having been `received` (the device said only that).
package enum Stage: String, Sendable, CaseIterable {
    case accepted
    case published
    case brokerAcked = "broker_acked"
    case received
    case processed
}

/// The one way in which a delivery ended.
package enum Outcome: String, Sendable, CaseIterable {
    /// A device, an HTTP ack or a follow-up action said that the partner acted.
    case processed
    /// The device said that it can't, and that trying again is of no use.
    case failed
    /// `deliver_by` or `process_by` passed.
    case expired
    /// A newer change of the same order replaced it, where the partner asked for that.
    case superseded
    /// An operator or the order backend called it off.
    case cancelled
    /// The attempts were used up.
    case dead

    /// Whether a later ack may still change it (the late rule).
    package var yieldsToLateAck: Bool { self == .expired || self == .dead }
}

/// Where an open delivery waits; the ledger's one index over open deliveries is sorted by it.
package enum Place: Int, Sendable, CaseIterable {
    /// It has its outcome.
    case closed = 0
    /// It may be published as soon as the partner's window has room.
    case backlog = 1
    /// It may be published again at `nextAttemptAt`, not before.
    case timed = 2
    /// It is published, or about to be, and not yet received: it counts against the window.
    case window = 3
    /// A device has it and has not finished it.
    case received = 4
    /// An earlier delivery of the same order goes first.
    case held = 5
    /// Nobody listens: it waits for a device to come back, or for a probe to be heard.
    case unheard = 6
    /// Never pushed: the partner learns the count and fetches it.
    case polled = 7

    /// Open and not known to be received: what an order's later deliveries wait for.
    package var isUnreceived: Bool {
        switch self {
        case .backlog, .timed, .window, .held, .unheard: true
        case .closed, .received, .polled: false
        }
    }
}
