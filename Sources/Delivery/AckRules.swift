// SPDX-License-Identifier: Apache-2.0
package import Contract

/// Who said it: a device on MQTT, or the partner over HTTP.
package enum AckActor: Sendable, Equatable {
    case device(DeviceID)
    case partner

    package var text: String {
        switch self {
        case .device(let id): "device:\(id.text)"
        case .partner: "partner"
        }
    }
}

/// What an ack did to its delivery; the receipt says it in the same word.
package enum AckVerdict: String, Sendable {
    /// It added a fact.
    case applied
    /// It said what was known.
    case duplicate
    /// It came after `expired` or `dead`, and counts all the same.
    case late
    /// It is kept as evidence and changes nothing.
    case ignored
}

/// The rules for acks: idempotent, and commutative in stage, outcome and `late`.
///
/// `processed` beats `failed` in whichever order they arrive; a fact once set keeps its time; an
/// ack after `expired` or `dead` wins; `cancelled` and `superseded` stay.
extension DeliveryRecord {
    /// - Parameters:
    ///   - reference: the ack's number in the ack inbox.
    ///   - retryWait: milliseconds until the next attempt, for a retryable failure.
    package mutating func apply(
        _ ack: Ack, by actor: AckActor, at now: Timestamp, reference: Int64, retryWait: Int64
    ) -> AckVerdict {
        let before = self
        let verdict = decide(ack, at: now, retryWait: retryWait)
        if verdict == .applied || verdict == .late {
            if case .device(let device) = actor, ackedBy == nil { ackedBy = device }
        }
        if verdict != .duplicate || before != self {
            note(ack, verdict: verdict, by: actor, at: now, reference: reference)
        }
        return verdict
    }

    private mutating func decide(_ ack: Ack, at now: Timestamp, retryWait: Int64) -> AckVerdict {
        switch outcome {
        case .cancelled, .superseded: .ignored
        case .expired, .dead: decideLate(ack, at: now)
        case .processed: decideAfterProcessed(ack, at: now)
        case .failed: decideAfterFailed(ack, at: now)
        case nil: decideOpen(ack, at: now, retryWait: retryWait)
        }
    }

    private mutating func decideOpen(
        _ ack: Ack, at now: Timestamp, retryWait: Int64
    ) -> AckVerdict {
        switch ack.status {
        case .received:
            return setReceived(at: now) ? .applied : .duplicate
        case .working:
            let isNews = setReceived(at: now)
            return extendProcessBy(at: now) || isNews ? .applied : .duplicate
        case .processed:
            processedAt = now
            close(.processed, at: now)
            reason = nil
            return .applied
        case .failed where ack.retryable:
            return retryLater(ack, at: now, wait: retryWait)
        case .failed:
            close(.failed, at: now)
            reason = Reason(ack)
            return .applied
        }
    }

    private mutating func decideLate(_ ack: Ack, at now: Timestamp) -> AckVerdict {
        switch ack.status {
        case .received, .working:
            setFactReceived(at: now)
        case .processed:
            processedAt = now
            late = true
            reason = nil
            outcome = .processed
        case .failed where !ack.retryable:
            late = true
            outcome = .failed
            reason = Reason(ack)
        case .failed:
            break
        }
        return .late
    }

    private mutating func decideAfterProcessed(_ ack: Ack, at now: Timestamp) -> AckVerdict {
        switch ack.status {
        case .processed: .duplicate
        case .received, .working: setFactReceived(at: now) ? .applied : .duplicate
        case .failed: .ignored
        }
    }

    private mutating func decideAfterFailed(_ ack: Ack, at now: Timestamp) -> AckVerdict {
        switch ack.status {
        case .processed:
            processedAt = now
            outcome = .processed
            reason = nil
            return .applied
        case .received, .working:
            return setFactReceived(at: now) ? .applied : .duplicate
        case .failed:
            return .duplicate
        }
    }

    /// Sets the fact alone: the delivery is closed and waits nowhere.
    @discardableResult
    private mutating func setFactReceived(at now: Timestamp) -> Bool {
        guard receivedAt == nil else { return false }
        receivedAt = now
        return true
    }

    /// A device has it, so nothing more is published, except while it waits for the retry that the
    /// device itself asked for: an old `received` that comes after `failed` does not call that off.
    ///
    /// - Returns: whether that is news.
    private mutating func setReceived(at now: Timestamp) -> Bool {
        let isFirst = setFactReceived(at: now)
        guard place != .received, place != .timed else { return isFirst }
        place = .received
        nextAttemptAt = nil
        reason = nil
        return true
    }

    /// `working` moves `process_by` by its original length, at most three times, and not while a
    /// whole length is still left: so the same `working` twice moves it once.
    private mutating func extendProcessBy(at now: Timestamp) -> Bool {
        let length = originalProcessLength
        guard extensions < Self.extensionsMax, length > 0,
            processBy.microseconds - now.microseconds <= length
        else { return false }
        processBy = processBy.adding(microseconds: length)
        extensions += 1
        return true
    }

    private var originalProcessLength: Int64 {
        (processBy.microseconds - acceptedAt.microseconds) / Int64(extensions + 1)
    }

    /// - Returns: `duplicate` when the failure of this attempt is already known.
    private mutating func retryLater(
        _ ack: Ack, at now: Timestamp, wait: Int64
    ) -> AckVerdict {
        if place == .timed, reason == Reason(ack) { return .duplicate }
        reason = Reason(ack)
        place = .timed
        nextAttemptAt = now.adding(microseconds: wait * 1000)
        return .applied
    }

    private mutating func note(
        _ ack: Ack, verdict: AckVerdict, by actor: AckActor, at now: Timestamp, reference: Int64
    ) {
        let kind: HistoryEntry.Kind =
            switch (verdict, ack.status) {
            case (.ignored, _), (.duplicate, _): .ackIgnored
            case (_, .received): .received
            case (_, .working): .working
            case (_, .processed): .processed
            case (_, .failed): .failed
            }
        var detail = verdict == .late ? "late" : ""
        if kind == .ackIgnored { detail = ack.status.rawValue }
        if let reason = ack.reason { detail += (detail.isEmpty ? "" : " ") + reason.code }
        unsavedHistory.append(
            HistoryEntry(
                at: now, kind: kind, actor: actor.text, detail: detail, ack: reference))
    }

    package static let extensionsMax = 3
}

extension Reason {
    init?(_ ack: Ack) {
        guard let reason = ack.reason else { return nil }
        self.init(code: reason.code, message: reason.message)
    }
}
