// SPDX-License-Identifier: Apache-2.0
package import Contract
import Delivery
package import Ledger

/// The one place where order changes, acks and the broker's answers meet the ledger.
///
/// It is a state machine: a batch of inputs and the time go in, one transaction is written, and
/// what is to be done comes out. It owns no thread, no socket and no clock, so the same code runs
/// in the service and in a simulation. It is confined to one thread.
///
/// If ``step(_:now:)`` throws, what it holds in memory may be ahead of the ledger: throw the engine
/// away and make a new one from the reopened ledger.
package final class Engine {
    let store: any LedgerStore
    let topics: Topics
    package var limits: EngineLimits
    let directory: Directory
    var random: SplitMix64

    var lanes: [PartnerID: Lane] = [:]
    /// The same lanes in the order in which they were added: a run can be repeated.
    var laneList: [Lane] = []
    /// Lanes that may have something to publish; each at most once.
    var ready: [Lane] = []
    var nextChange: Int64
    var nextAck: Int64
    var nextDecision: Int64
    var inboxCounts: [String: Int]
    /// Entries with facts that no transaction has written yet.
    var dirty: [WindowEntry] = []
    /// Publishes under way, by token.
    var underWay: [UInt64: Publish] = [:]
    var nextToken: UInt64
    var publisherUp = false
    var listenerUp = false
    /// A trigger goes out only while its ack can come back.
    var canPublish: Bool { publisherUp && listenerUp }
    var hadSession: Bool
    private var isMarkedRunning = false
    var nextDeadline: Timestamp?
    /// No lane has a timer before this (monotonic microseconds).
    var nextTimer = Int64.max
    /// When facts that wait for a commit are written on their own (monotonic); nil: none wait.
    var flushAt: Int64?
    /// Orders whose next held delivery may go.
    var releases: [(Lane, OrderID)] = []
    var lanesWithChangedTotals: [Lane] = []
    /// Lanes whose pending count is to be told.
    var lanesToCount: [Lane] = []
    /// Open deliveries of all partners.
    package internal(set) var openDeliveries = 0
    var effects = EngineEffects()
    var counters = EngineCounters()

    struct Publish {
        let lane: Lane
        let entry: WindowEntry
        let attempt: Int
    }

    package init(
        store: any LedgerStore, opening: OpeningState, topics: Topics, directory: Directory,
        limits: EngineLimits = EngineLimits(), seed: UInt64, generation: UInt64 = 0,
        now: Instant
    ) {
        self.store = store
        self.topics = topics
        self.directory = directory
        self.limits = limits
        random = SplitMix64(seed: seed)
        nextToken = generation << 40 + 1
        nextChange = opening.lastChange + 1
        nextAck = opening.lastAck + 1
        nextDecision = opening.lastDecision + 1
        inboxCounts = opening.inboxCounts
        hadSession = opening.marks[Mark.session] != nil
        for partner in opening.partners {
            add(
                Lane(
                    partner: partner, counts: opening.openCounts[partner.id] ?? [:],
                    totals: opening.totals[partner.id] ?? Totals()))
        }
        nextDeadline = Timestamp(microseconds: 0)
        resume(opening, now: now)
        directory.replace(partners: opening.partners, tokens: opening.tokens)
    }

    func add(_ lane: Lane) {
        openDeliveries += lane.counts.reduce(0, +)
        lanes[lane.partner.id] = lane
        laneList.append(lane)
    }

    /// Takes a batch of inputs through one transaction.
    ///
    /// - Returns: what to do now that it is durable.
    package func step(_ inputs: [EngineInput], now: Instant) throws -> EngineEffects {
        effects = EngineEffects()
        for input in inputs { take(fact: input) }
        if !dirty.isEmpty, flushAt == nil { flushAt = now.monotonic + limits.factDelay }
        if isWriteDue(inputs, now: now) {
            try store.write { ledger in
                try markRunning(in: ledger)
                for input in inputs { try record(input, in: ledger, now: now) }
                try sweep(in: ledger, now: now)
                try dispatch(in: ledger, now: now)
                try flush(in: ledger)
                try tellCounts(in: ledger, now: now)
            }
        }
        planWake(now: now)
        return effects
    }

    /// The monotonic time at which ``step(_:now:)`` wants to be called without any input.
    package private(set) var nextWake = Int64.max

    /// Facts should wake it: something waits for publishes to settle.
    package var wantsFacts: Bool {
        !ready.isEmpty && underWay.count >= limits.publishesUnderWay
    }

    /// From the first write on, a stop is not clean until it is marked as such again.
    private func markRunning(in ledger: any LedgerTransaction) throws {
        guard !isMarkedRunning else { return }
        try ledger.setMark(Mark.cleanStop, to: nil)
        isMarkedRunning = true
    }

    private func isWriteDue(_ inputs: [EngineInput], now: Instant) -> Bool {
        !isMarkedRunning || inputs.contains { $0.isUrgent } || !ready.isEmpty
            || nextTimer <= now.monotonic
            || (flushAt.map { $0 <= now.monotonic } ?? false)
            || (nextDeadline.map { $0 <= now.wall } ?? false)
    }

    private func record(
        _ input: EngineInput, in ledger: any LedgerTransaction, now: Instant
    ) throws {
        switch input {
        case .handedOver, .settled: break  // Taken before the transaction.
        case .changes(let request): try accept(request, in: ledger, now: now)
        case .callbacks(let request): try record(request, in: ledger, now: now)
        case .acks(let request): try record(request, in: ledger, now: now)
        case .broker(let event): try note(event, in: ledger, now: now)
        case .command(let request): try run(request, in: ledger, now: now)
        }
    }

    /// Writes the facts that have gathered, and the sums that changed.
    private func flush(in ledger: any LedgerTransaction) throws {
        try flushEntries(in: ledger)
        flushAt = nil
        var totals: [PartnerID: Totals] = [:]
        for lane in lanesWithChangedTotals {
            totals[lane.partner.id] = lane.totals
            lane.totalsChanged = false
        }
        lanesWithChangedTotals.removeAll(keepingCapacity: true)
        if !totals.isEmpty { try ledger.put(totals) }
    }

    func flushEntries(in ledger: any LedgerTransaction) throws {
        guard !dirty.isEmpty else { return }
        try ledger.update(dirty.map(\.record))
        for entry in dirty {
            entry.isDirty = false
            entry.record.unsavedHistory.removeAll()
            if let lane = lanes[entry.record.partner] { forget(entry, in: lane) }
        }
        dirty.removeAll(keepingCapacity: true)
    }

    private func planWake(now: Instant) {
        var wake = nextTimer
        if let flushAt { wake = min(wake, flushAt) }
        if let nextDeadline { wake = min(wake, now.monotonic(at: nextDeadline)) }
        if !ready.isEmpty, canPublish, underWay.count < limits.publishesUnderWay {
            wake = now.monotonic
        }
        nextWake = wake
    }
}

/// Names of the small values the engine keeps in the ledger.
enum Mark {
    /// Set while no process has the ledger open and everything was written.
    static let cleanStop = "clean_stop"
    /// Set once the broker holds a session for the callback connection.
    static let session = "mqtt_session"
}

/// Bounds of the engine; each is a limit on memory or on the time of one step.
package struct EngineLimits: Sendable {
    /// Triggers given to the MQTT library and not settled.
    package var publishesUnderWay = 800
    /// Deliveries one lane may send before the next lane has its turn.
    package var laneQuantum = 32
    /// Deliveries closed by one sweep.
    package var sweepBatch = 500
    /// Facts wait this long for a commit to ride on, in microseconds.
    package var factDelay: Int64 = 20_000
    /// Acks kept in the inbox for each sender.
    package var inboxPerSender = 100_000
    /// Open deliveries in all; beyond it changes are refused before they are accepted.
    package var openDeliveries = 5_000_000

    package init() {}
}

/// Things that are counted and kept nowhere.
package struct EngineCounters: Sendable {
    package var retainedAcks = 0
    package var foreignTopics = 0
    package var publishes = 0
    package var publishFailures = 0
}

/// The generator of SplitMix64 (Steele, Lea, Flood 2014): a seed repeats a run.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// 0 ..< 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
