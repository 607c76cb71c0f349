// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// What the broker says: connections, and the ends of publishes.
extension Engine {
    /// Facts change memory at once and ride on the next commit.
    func take(fact input: EngineInput) {
        switch input {
        case .handedOver(let tokens, let at): tokens.forEach { handedOver($0, at: at) }
        case .settled(let ends, let at): ends.forEach { settled($0, at: at) }
        case .changes, .callbacks, .acks, .broker, .command: break
        }
    }

    private func handedOver(_ token: UInt64, at now: Instant) {
        guard let publish = underWay[token] else { return }
        let entry = publish.entry
        let before = entry.record
        let next =
            entry.retryAt == .max
            ? nil : now.wall.adding(microseconds: entry.retryAt - now.monotonic)
        entry.record.published(
            attempt: publish.attempt, at: now.wall, nextAttemptAt: next, detail: entry.note)
        entry.note = ""
        markDirty(entry)
        countFacts(of: entry.record, before: before, in: publish.lane)
    }

    private func settled(_ settlement: Settlement, at now: Instant) {
        guard let publish = underWay.removeValue(forKey: settlement.token) else { return }
        let entry = publish.entry
        if entry.token == settlement.token { entry.token = nil }
        switch settlement.end {
        case .pubAck(let code): pubAck(code, for: publish, at: now)
        case .notSent(let why): notSent(publish, why: why, at: now)
        case .refused:
            if entry.record.place == .window {
                wait(entry, in: publish.lane, place: .backlog, why: .brokerAway, now: now)
            }
        case .unknown: break
        }
        forget(entry, in: publish.lane)
    }

    private func pubAck(_ code: UInt8, for publish: Publish, at now: Instant) {
        let (lane, entry) = (publish.lane, publish.entry)
        entry.record.brokerAcked(attempt: publish.attempt, reasonCode: code, at: now.wall)
        markDirty(entry)
        switch code {
        case PubackReason.success:
            if lane.probeAt != nil { heard(lane) }
        case PubackReason.noMatchingSubscribers:
            unheard(entry, in: lane, at: now)
        default:
            // The broker refused it: its configuration must change first, so the attempt is not
            // used up and the next one is not soon.
            counters.publishFailures += 1
            if entry.record.place == .window {
                wait(
                    entry, in: lane, place: .timed, why: PubackReason.reason(code), now: now,
                    givingBackAttempt: true, seconds: 30)
            }
        }
    }

    private func unheard(_ entry: WindowEntry, in lane: Lane, at now: Instant) {
        if lane.probeAt == nil || entry.record.place == .window {
            lane.probeAt = now.monotonic + probeWait(lane)
            lane.probeCount += 1
            noteTimer(lane.probeAt ?? .max)
        }
        guard entry.record.place == .window else { return }
        wait(
            entry, in: lane, place: .unheard, why: .noSubscriber, now: now, givingBackAttempt: true)
    }

    /// Somebody listens: what waited for that may go.
    func heard(_ lane: Lane) {
        lane.probeAt = nil
        lane.probeCount = 0
        queue(lane)
    }

    private func notSent(_ publish: Publish, why: String, at now: Instant) {
        let entry = publish.entry
        counters.publishFailures += 1
        entry.record.publishFailed(attempt: publish.attempt, why: why, at: now.wall)
        markDirty(entry)
        guard entry.record.place == .window else { return }
        wait(
            entry, in: publish.lane, place: .timed, why: Reason(code: "not_sent", message: why),
            now: now, seconds: 30)
    }

    private func wait(
        _ entry: WindowEntry, in lane: Lane, place: Place, why: Reason, now: Instant,
        givingBackAttempt: Bool = false, seconds: Int64
    ) {
        let before = entry.record
        entry.record.place = place
        entry.record.nextAttemptAt = now.wall.adding(microseconds: seconds * 1_000_000)
        entry.record.deferred(why, at: now.wall, givingBackAttempt: givingBackAttempt)
        changed(entry, from: before, in: lane)
        noteTimer(due: entry.record.nextAttemptAt, now: now)
    }

    // MARK: Connections

    func note(_ event: BrokerEvent, in ledger: any LedgerTransaction, now: Instant) throws {
        switch event {
        case .publisherUp:
            publisherUp = true
            for lane in laneList {
                queue(lane)
                noteCount(in: lane)
            }
        case .publisherDown:
            publisherUp = false
        case .listenerUp(let sessionPresent):
            listenerUp = true
            for lane in laneList { queue(lane) }
            if hadSession, !sessionPresent { redrive(now: now) }
            if !hadSession {
                try ledger.setMark(Mark.session, to: "1")
                hadSession = true
            }
        case .listenerDown:
            listenerUp = false
        }
    }

    /// The broker has lost its sessions, and with them what it held for the devices.
    private func redrive(now: Instant) {
        for lane in laneList where lane.inFlight > 0 {
            for entry in lane.entries.values where entry.record.place == .window {
                entry.retryAt = now.monotonic
            }
            lane.nextRetry = now.monotonic
            noteTimer(now.monotonic)
        }
    }

    // MARK: Start

    /// Takes up where the last process stopped.
    func resume(_ opening: OpeningState, now: Instant) {
        let clean = opening.marks[Mark.cleanStop] != nil
        for record in opening.window {
            guard let lane = lanes[record.partner] else { continue }
            let entry = WindowEntry(record)
            enter(entry, in: lane)
            let next = record.nextAttemptAt ?? now.wall
            if !clean, next <= now.wall {
                entry.record.inDoubt(at: now.wall)
                markDirty(entry)
            }
            entry.retryAt = max(now.monotonic, now.monotonic(at: next))
            lane.nextRetry = min(lane.nextRetry, entry.retryAt)
            noteTimer(entry.retryAt)
        }
        for lane in laneList where lane.count(.timed) > 0 {
            lane.nextDue = Timestamp(microseconds: 0)
        }
    }
}
