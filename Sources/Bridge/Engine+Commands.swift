// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// Carrying out commands; answered after the commit.
extension Engine {
    func run(
        _ request: CommandRequest, in ledger: any LedgerTransaction, now: Instant
    ) throws {
        let answer = try carryOut(request.command, in: ledger, now: now)
        effects.replies.append { request.reply(answer) }
    }

    private func carryOut(
        _ command: Command, in ledger: any LedgerTransaction, now: Instant
    ) throws -> Result<CommandAnswer, CommandFault> {
        switch command {
        case .addPartner(let partner, let token):
            return try add(partner, token, in: ledger)
        case .setPartner(let id, let settings):
            return try set(settings, of: id, in: ledger)
        case .putToken(let token):
            try ledger.put(token)
            effects.replies.append { [directory] in directory.put(token) }
            return .success(.done)
        case .resend(let key, let actor, let why):
            return try resend(key, by: actor, why: why, in: ledger, now: now)
        case .cancel(let key, let actor, let why):
            return try cancel(key, by: actor, why: why, in: ledger, now: now)
        case .followUp(let partner, let items):
            return try followUp(items, by: partner, in: ledger, now: now)
        case .setLimits(let limits):
            self.limits = limits
            return .success(.done)
        case .status:
            return .success(.status(status))
        case .markCleanStop:
            try flushEntries(in: ledger)
            try ledger.setMark(Mark.cleanStop, to: "1")
            return .success(.done)
        }
    }

    private func add(
        _ partner: Partner, _ token: TokenRecord, in ledger: any LedgerTransaction
    ) throws -> Result<CommandAnswer, CommandFault> {
        guard lanes[partner.id] == nil else {
            return .failure(
                .conflict(
                    "There is a partner \(partner.id.text); change it with `orderbell partner set`."
                ))
        }
        try ledger.put(partner)
        try ledger.put(token)
        let lane = Lane(partner: partner)
        add(lane)
        noteCount(in: lane)
        effects.replies.append { [directory] in
            directory.put(partner)
            directory.put(token)
        }
        return .success(.partner(partner))
    }

    private func set(
        _ settings: [Command.Setting], of id: PartnerID, in ledger: any LedgerTransaction
    ) throws -> Result<CommandAnswer, CommandFault> {
        guard let lane = lanes[id] else { return .failure(.notFound("partner \(id.text)")) }
        var partner = lane.partner
        var faults: [SettingFault] = []
        for setting in settings {
            do {
                try partner.settings.set(setting.key, to: setting.value)
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { return .failure(.invalid(faults)) }
        try ledger.put(partner)
        lane.partner = partner
        queue(lane)
        noteCount(in: lane)
        effects.replies.append { [directory, partner] in directory.put(partner) }
        return .success(.partner(partner))
    }

    private func cancel(
        _ key: DeliveryKey, by actor: String, why: String, in ledger: any LedgerTransaction,
        now: Instant
    ) throws -> Result<CommandAnswer, CommandFault> {
        try change(key, in: ledger) { record in
            guard record.isOpen else { return Self.closed(record) }
            record.cancelled(by: actor, why: why, at: now.wall)
            return nil
        }
    }

    /// A manual resend takes the place of the automatic one, so the two can't race.
    private func resend(
        _ key: DeliveryKey, by actor: String, why: String, in ledger: any LedgerTransaction,
        now: Instant
    ) throws -> Result<CommandAnswer, CommandFault> {
        try change(key, in: ledger) { record in
            guard record.isOpen else { return Self.closed(record) }
            guard record.place != .held else {
                return "An earlier change of its order goes first; resend that one."
            }
            record.resent(by: actor, why: why, at: now.wall)
            record.place = .backlog
            record.nextAttemptAt = nil
            return nil
        }
    }

    private static func closed(_ record: DeliveryRecord) -> String {
        "This delivery is closed (\(record.outcomeOrStage)); only an open one can be changed."
    }

    /// Applies `rule` to a delivery wherever it is; `rule` returns why it can't.
    private func change(
        _ key: DeliveryKey, in ledger: any LedgerTransaction,
        _ rule: (inout DeliveryRecord) -> String?
    ) throws -> Result<CommandAnswer, CommandFault> {
        guard let lane = lanes[key.partner] else { return .failure(.notFound("delivery")) }
        if let entry = lane.entries[key.event] {
            let before = entry.record
            if let why = rule(&entry.record) { return .failure(.conflict(why)) }
            changed(entry, from: before, in: lane)
            return .success(.delivery(entry.record))
        }
        guard var record = try ledger.deliveries([key])[0] else {
            return .failure(.notFound("delivery"))
        }
        let before = record
        if let why = rule(&record) { return .failure(.conflict(why)) }
        countFacts(of: record, before: before, in: lane)
        moved(record, from: before.place, in: lane)
        try ledger.update([record])
        return .success(.delivery(record))
    }

    /// How things stand as of the last step.
    private var status: EngineStatus {
        EngineStatus(
            partners: lanes.values.sorted { $0.partner.id < $1.partner.id }.map(status(of:)),
            publisherUp: publisherUp, listenerUp: listenerUp,
            publishesUnderWay: underWay.count, counters: counters)
    }

    private func status(of lane: Lane) -> EngineStatus.PartnerStatus {
        EngineStatus.PartnerStatus(
            id: lane.partner.id, name: lane.settings.name, totals: lane.totals,
            open: Dictionary(uniqueKeysWithValues: Place.allCases.map { ($0, lane.count($0)) }),
            devicesOnline: lane.presence.online, devicesKnown: lane.presence.devices.count,
            isReachable: lane.presence.isReachable && lane.probeAt == nil)
    }
}
