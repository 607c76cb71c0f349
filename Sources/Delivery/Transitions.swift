// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What happens to a delivery other than by an ack.
extension DeliveryRecord {
    /// Gives it its one outcome and takes it out of every queue.
    package mutating func close(_ outcome: Outcome, at now: Timestamp) {
        self.outcome = outcome
        closedAt = now
        place = .closed
        nextAttemptAt = nil
    }

    /// The trigger was given to the wire as attempt number `attempt`.
    ///
    /// - Parameter next: when, without an ack, the next attempt is due.
    package mutating func published(
        attempt: Int, at now: Timestamp, nextAttemptAt next: Timestamp?, detail: String = ""
    ) {
        attempts = max(attempts, attempt)
        if publishedAt == nil { publishedAt = now }
        if isOpen, place == .window {
            nextAttemptAt = next
            reason = nil
        }
        add(.published, at: now, actor: "bridge", attempt: attempt, detail: detail)
    }

    /// The broker's PUBACK for attempt number `attempt`.
    ///
    /// Success means "the broker has it" and nothing more [MQTT 5 §3.4.2.1].
    package mutating func brokerAcked(attempt: Int, reasonCode: UInt8, at now: Timestamp) {
        if reasonCode == PubackReason.success {
            if brokerAckedAt == nil { brokerAckedAt = now }
            add(.brokerAcked, at: now, actor: "broker", attempt: attempt)
        } else {
            let refusal = PubackReason.reason(reasonCode)
            if isOpen { reason = refusal }
            add(
                .brokerAcked, at: now, actor: "broker", attempt: attempt, detail: refusal.code)
        }
    }

    /// The trigger did not reach the wire.
    package mutating func publishFailed(attempt: Int, why: String, at now: Timestamp) {
        add(.publishFailed, at: now, actor: "bridge", attempt: attempt, detail: why)
    }

    /// Nobody can hear it now: it waits for `reason` to end and the attempt is given back.
    package mutating func deferred(
        _ reason: Reason, at now: Timestamp, givingBackAttempt: Bool = false
    ) {
        deferrals += 1
        if givingBackAttempt, attempts > 0 { attempts -= 1 }
        self.reason = reason
        add(.deferred, at: now, actor: "bridge", detail: reason.code)
    }

    /// A clock ran out.
    package mutating func expired(at now: Timestamp) {
        let clock = receivedAt == nil && deliverBy <= processBy ? "deliver_by" : "process_by"
        close(.expired, at: now)
        if reason == nil { reason = Reason(code: "\(clock)_passed") }
        add(.expired, at: now, actor: "bridge", detail: clock)
    }

    /// The attempts are used up.
    package mutating func died(at now: Timestamp) {
        close(.dead, at: now)
        reason = Reason(code: "attempts_used_up", message: "no ack after \(attempts) attempts")
        add(.dead, at: now, actor: "bridge", attempt: attempts)
    }

    /// A newer change of the same order took its place.
    package mutating func superseded(by event: EventID, at now: Timestamp) {
        close(.superseded, at: now)
        reason = Reason(code: "superseded", message: "by event \(event.text)")
        add(.superseded, at: now, actor: "bridge", detail: event.text)
    }

    package mutating func cancelled(by actor: String, why: String, at now: Timestamp) {
        close(.cancelled, at: now)
        reason = Reason(code: "cancelled", message: why)
        add(.cancelled, at: now, actor: actor, detail: why)
    }

    /// A follow-up action (a status change of the order) proves that the partner acted.
    package mutating func followedUp(by actor: String, detail: String, at now: Timestamp) {
        guard yieldsToFollowUp else { return }
        processedAt = now
        if let outcome, outcome.yieldsToLateAck { late = true }
        if isOpen { close(.processed, at: now) } else { outcome = .processed }
        reason = nil
        add(.processed, at: now, actor: actor, detail: detail)
    }

    /// Whether a follow-up action on the order still changes it.
    package var yieldsToFollowUp: Bool {
        outcome != .cancelled && outcome != .superseded && processedAt == nil
    }

    /// After a stop that was not clean: it may have been published once more than is recorded.
    ///
    /// That attempt counts, so that the number on the wire rises in every case.
    package mutating func inDoubt(at now: Timestamp) {
        attempts += 1
        add(
            .inDoubt, at: now, actor: "bridge", attempt: attempts,
            detail: "stopped while it may have been published")
    }

    /// An operator asks for a new attempt with a fresh budget; the number on the wire still rises.
    package mutating func resent(by actor: String, why: String, at now: Timestamp) {
        add(.resent, at: now, actor: actor, detail: why)
    }

    package mutating func add(
        _ kind: HistoryEntry.Kind, at now: Timestamp, actor: String, attempt: Int? = nil,
        detail: String = ""
    ) {
        unsavedHistory.append(
            HistoryEntry(at: now, kind: kind, actor: actor, attempt: attempt, detail: detail))
    }
}

extension Reason {
    package static let earlierFirst = Reason(
        code: "earlier_first", message: "an earlier change of the order is not yet received")
    package static let deviceOffline = Reason(
        code: "device_offline", message: "every device of the partner has said that it is offline")
    package static let noSubscriber = PubackReason.reason(PubackReason.noMatchingSubscribers)
    package static let brokerAway = Reason(
        code: "broker_away", message: "there is no connection to the broker")
    package static let windowFull = Reason(
        code: "window_full", message: "max_in_flight deliveries are published and not yet received")
}

/// PUBACK reason codes [MQTT 5 §3.4.2.1] that mean something to a delivery.
package enum PubackReason {
    package static let success: UInt8 = 0x00
    package static let noMatchingSubscribers: UInt8 = 0x10
    package static let notAuthorized: UInt8 = 0x87
    package static let quotaExceeded: UInt8 = 0x97

    package static func reason(_ code: UInt8) -> Reason {
        switch code {
        case noMatchingSubscribers:
            Reason(code: "no_subscriber", message: "no device is subscribed (PUBACK 0x10)")
        case notAuthorized:
            Reason(
                code: "not_authorized",
                message: "the broker's access rules refuse Orderbell this topic (PUBACK 0x87)")
        case quotaExceeded:
            Reason(code: "quota_exceeded", message: "the broker's quota is used up (PUBACK 0x97)")
        default:
            Reason(code: "broker_refused", message: "PUBACK \(hex(code))")
        }
    }

    private static func hex(_ code: UInt8) -> String {
        let digits = String(code, radix: 16)
        return "0x" + (digits.count == 1 ? "0" : "") + digits
    }
}
