// SPDX-License-Identifier: Apache-2.0
package import Contract
import Dispatch
import Glibc
package import Ledger
package import Logging
import Synchronization

/// Runs the engine on a thread of its own: takes what has arrived since the last commit as one
/// batch, steps, and carries out the effects.
///
/// If the ledger fails, nothing of the batch is answered as done; the engine is thrown away and
/// made anew from the reopened ledger, at growing intervals, and everything that arrives meanwhile
/// is refused.
package final class EngineHost: Sendable {
    /// An opened ledger and where to go on from.
    package struct Opened: Sendable {
        package let store: any LedgerStore
        package let state: OpeningState

        package init(store: any LedgerStore, state: OpeningState) {
            self.store = store
            self.state = state
        }
    }

    private let mailbox: Mailbox
    private let reopen: @Sendable () throws -> Opened
    package let topics: Topics
    package let directory: Directory
    /// Rung after each commit, for whoever follows a partner's feed.
    package let bells = FeedBells()
    private let clock: any EngineClock
    private let limits: EngineLimits
    private let log: Logger
    /// Gives messages to the broker; returns how many were taken.
    private let send: @Sendable ([WireMessage]) -> Int
    private let current: Mutex<Current>
    private let ended = DispatchSemaphore(value: 0)

    private struct Current {
        var store: (any LedgerStore)?
        var failure: LedgerError?
        var lastStep: Instant?
    }

    package init(
        opened: Opened, reopen: @escaping @Sendable () throws -> Opened, topics: Topics,
        directory: Directory, clock: any EngineClock, limits: EngineLimits = EngineLimits(),
        log: Logger, send: @escaping @Sendable ([WireMessage]) -> Int
    ) {
        mailbox = Mailbox()
        self.reopen = reopen
        self.topics = topics
        self.directory = directory
        self.clock = clock
        self.limits = limits
        self.log = log
        self.send = send
        current = Mutex(Current(store: opened.store))
        first = Mutex(opened)
    }

    private let first: Mutex<Opened?>

    /// Hands an input in; any thread. It is answered on the engine's thread.
    package func post(_ input: EngineInput) {
        if !mailbox.post(input) { Self.refuse([input], because: Self.stopped) }
    }

    /// Changes that wait to be accepted; intake refuses beyond a bound.
    package var waitingChanges: Int { mailbox.waitingChanges }

    /// The ledger for reading; nil while it has failed.
    package var store: (any LedgerStore)? { current.withLock { $0.store } }

    /// Why the ledger can't be used at present; nil: it can.
    package var failure: LedgerError? { current.withLock { $0.failure } }

    /// Starts the thread.
    package func start() {
        let thread = EngineThread { [self] in
            loop()
            ended.signal()
        }
        thread.start()
    }

    /// Takes what is in the mailbox, writes everything, marks the stop as clean, closes the ledger.
    /// Blocks until done.
    package func stop() {
        mailbox.close()
        ended.wait()
    }

    // MARK: The thread

    private func loop() {
        var generation: UInt64 = 1
        var links = LinkState()
        var opened = first.withLock { $0.take() }
        while let ledger = opened {
            let engine = Engine(
                store: ledger.store, opening: ledger.state, topics: topics, directory: directory,
                limits: limits, seed: UInt64.random(in: .min ... .max), generation: generation,
                now: clock.now())
            generation += 1
            if serve(engine, links: &links) {
                finish(engine, ledger.store)
                return
            }
            opened = recover(from: ledger.store, links: &links)
        }
    }

    /// - Returns: true when the mailbox was closed, false when the ledger failed.
    private func serve(_ engine: Engine, links: inout LinkState) -> Bool {
        var inputs = links.events
        do {
            try step(engine, &inputs)
            while true {
                let wake = engine.nextWake
                guard let taken = mailbox.take(until: wake, eager: engine.wantsFacts) else {
                    return true
                }
                inputs = taken
                links.note(inputs)
                try step(engine, &inputs)
            }
        } catch {
            fail(error, inputs)
            return false
        }
    }

    private func step(_ engine: Engine, _ inputs: inout [EngineInput]) throws {
        let now = clock.now()
        let effects = try engine.step(inputs, now: now)
        inputs = []
        for reply in effects.replies { reply() }
        bells.ring(effects.told)
        hand(effects.messages, now: now)
        current.withLock { $0.lastStep = now }
    }

    private func hand(_ messages: [WireMessage], now: Instant) {
        guard !messages.isEmpty else { return }
        let taken = send(messages)
        let refused = messages.dropFirst(taken).filter { $0.token != 0 }
        if !refused.isEmpty {
            let ends = refused.map { Settlement(token: $0.token, end: .refused) }
            _ = mailbox.post(.settled(ends, at: now))
        }
    }

    private func finish(_ engine: Engine, _ store: any LedgerStore) {
        do {
            let mark = CommandRequest(.markCleanStop) { _ in }
            _ = try engine.step([.command(mark)], now: clock.now())
            try store.close()
            log.info("ledger closed")
        } catch {
            log.error("the ledger could not be closed in order", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Failure

    private func fail(_ error: any Error, _ inputs: [EngineInput]) {
        let failure =
            (error as? LedgerError)
            ?? LedgerError(.storage, "commit", advice: "\(error)")
        log.error(
            "the ledger failed; nothing more is accepted until it is open again",
            metadata: ["error": "\(failure)"])
        current.withLock {
            $0.failure = failure
            $0.store = nil
        }
        Self.refuse(inputs, because: failure)
    }

    private func recover(
        from store: any LedgerStore, links: inout LinkState
    ) -> Opened? {
        do {
            try store.close()
        } catch {
            log.warning("the failed ledger could not be closed", metadata: ["error": "\(error)"])
        }
        var wait: Int64 = 250_000
        while true {
            let until = clock.now().monotonic + wait
            while clock.now().monotonic < until {
                guard let inputs = mailbox.take(until: until, eager: true) else { return nil }
                links.note(inputs)
                if let failure { Self.refuse(inputs, because: failure) }
            }
            do {
                let opened = try reopen()
                current.withLock {
                    $0.failure = nil
                    $0.store = opened.store
                }
                log.notice("the ledger is open again")
                return opened
            } catch {
                log.error("the ledger can't be opened", metadata: ["error": "\(error)"])
                wait = min(wait * 2, 10_000_000)
            }
        }
    }

    private static let stopped = LedgerError(
        .unavailable, "record this", advice: "Orderbell is stopping; try again in a moment")

    private static func refuse(_ inputs: [EngineInput], because failure: LedgerError) {
        for input in inputs {
            switch input {
            case .changes(let request): request.reply(.failure(failure))
            case .callbacks(let request): request.reply(false)
            case .acks(let request): request.reply(.failure(failure))
            case .command(let request): request.reply(.failure(.ledger(failure)))
            case .handedOver, .settled, .broker: break
            }
        }
    }
}

/// The connections' last words, for an engine that was made after they were spoken.
private struct LinkState {
    private var publisher: BrokerEvent?
    private var listener: BrokerEvent?

    var events: [EngineInput] { [publisher, listener].compactMap { $0.map(EngineInput.broker) } }

    mutating func note(_ inputs: [EngineInput]) {
        for case .broker(let event) in inputs {
            switch event {
            case .publisherUp, .publisherDown: publisher = event
            case .listenerUp: listener = .listenerUp(sessionPresent: true)
            case .listenerDown: listener = event
            }
        }
    }
}
