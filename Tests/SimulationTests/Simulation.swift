// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger

/// The real engine and rules on the in-memory ledger, in virtual time, among a faulty broker, faulty
/// devices and a faulty ledger. One seed is one run, bit for bit.
final class Simulation: @unchecked Sendable {
    // Safe because: a run, with all its closures, stays on one thread.
    let seed: UInt64
    var random: Chance
    let ledger: MemoryLedger
    let faults = CommitFaults()
    let directory = Directory()
    let topics = Topics()
    var engine: Engine?
    var generation: UInt64 = 0
    var now = Instant(wall: Timestamp(microseconds: 1_772_438_400_000_000), monotonic: 0)
    var agenda = Agenda()
    var devices: [PartnerID: SimulatedDevice] = [:]
    var settings: [PartnerID: PartnerSettings] = [:]
    var isBrokerUp = true
    /// Faults are injected until this moment.
    var stormUntil: Int64
    var witness = Witness()
    var nextEvent = 0
    /// Inputs that wait for the engine, as in its mailbox.
    var inputs: [EngineInput] = []
    /// What was handed to the broker's connection and not settled yet.
    var onTheWire: [WireMessage] = []

    init(seed: UInt64, minutes: Int64 = 20) throws {
        self.seed = seed
        random = Chance(seed: seed)
        ledger = MemoryLedger { [faults] in faults.next() }
        stormUntil = minutes * 60_000_000
        for number in 0..<4 { try addPartner(number) }
        try startEngine()
        plan(after: 0, .orders)
        plan(after: 1_000_000, .trouble)
    }

    private func addPartner(_ number: Int) throws {
        let id = PartnerID(trusted: "p\(number)")
        var settings = PartnerSettings()
        settings.ordering = [.perOrder, .perOrder, .none, .strict][number]
        settings.maxInFlight = [3, 20, 5, 8][number]
        settings.supersede = number == 1
        settings.retry.firstMilliseconds = 5_000
        settings.retry.attempts = 4
        settings.deliverByMilliseconds = 120_000
        settings.processByMilliseconds = 240_000
        self.settings[id] = settings
        devices[id] = SimulatedDevice(partner: id, random: &random)
        try ledger.write {
            try $0.put(Partner(id: id, settings: settings, createdAt: now.wall))
        }
    }

    // MARK: Running

    /// Runs the storm, then calm weather until everything must be closed.
    ///
    /// - Throws: ``Broken`` at the first invariant that does not hold.
    func run() throws {
        try run(until: stormUntil)
        calm()
        try run(until: stormUntil + 400_000_000)
        try witness.atRest(in: ledger, now: now)
    }

    private func run(until end: Int64) throws {
        while true {
            let wake = inputs.isEmpty ? (engine?.nextWake ?? .max) : now.monotonic
            let next = min(wake, agenda.earliest ?? .max)
            guard next <= end else { break }
            move(to: max(now.monotonic, next))
            if let due = agenda.take(at: now.monotonic) {
                try happen(due)
            } else {
                try step()
            }
        }
        move(to: end)
    }

    private func calm() {
        isBrokerUp = true
        faults.rate = 0
        for device in devices.values { device.calm() }
        for id in devices.keys.sorted() { sendPresence(of: id) }
        inputs.append(.broker(.publisherUp(address: "sim")))
        inputs.append(.broker(.listenerUp(sessionPresent: true)))
        resend()
    }

    private func move(to monotonic: Int64) {
        now.wall = now.wall.adding(microseconds: monotonic - now.monotonic)
        now.monotonic = monotonic
    }

    func plan(after microseconds: Int64, _ happening: Happening) {
        agenda.add(happening, at: now.monotonic + microseconds)
    }

    /// One turn of the engine, as its host would make it.
    private func step() throws {
        guard let engine else { return try startEngine() }
        let taken = inputs
        inputs = []
        do {
            let effects = try engine.step(taken, now: now)
            try witness.check(effects, at: now, in: ledger, settings: settings)
            for reply in effects.replies { reply() }
            if random.chance(0.002), isStorm { return crash() }
            hand(effects.messages)
            try witness.compare(ledger, now: now, settings: settings)
        } catch let error as LedgerError {
            _ = error
            refuse(taken)
            crash()
        }
    }

    var isStorm: Bool { now.monotonic < stormUntil }

    /// The process is gone, with everything it had in memory.
    func crash() {
        engine = nil
        refuse(inputs)
        inputs = []
        onTheWire = []
        plan(after: random.time(100_000...3_000_000), .restart)
    }

    func startEngine() throws {
        guard engine == nil else { return }
        ledger.reopen()
        generation += 1
        let engine = Engine(
            store: ledger, opening: try ledger.openingState(), topics: topics,
            directory: directory, seed: seed, generation: generation, now: now)
        self.engine = engine
        if isBrokerUp {
            inputs.append(.broker(.publisherUp(address: "sim")))
            inputs.append(.broker(.listenerUp(sessionPresent: !random.chance(0.1))))
        }
        for id in devices.keys.sorted() { sendPresence(of: id) }
    }

    /// Nobody is answered; acks stay with the broker and come again.
    private func refuse(_ taken: [EngineInput]) {
        for case .callbacks(let request) in taken { request.reply(false) }
        for case .changes(let request) in taken {
            request.reply(.failure(LedgerError(.storage, "commit", advice: "simulated")))
        }
    }
}
