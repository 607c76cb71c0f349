// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc
import Synchronization

/// Where inputs wait for the engine: many senders, one taker, no order lost.
///
/// The taker is woken at once by urgent inputs. Facts wait for the next time it looks, at most
/// until the time it has set itself.
final class Mailbox: Sendable {
    fileprivate struct State {
        var inputs: [EngineInput] = []
        var changes = 0
        var isClosed = false
        var isWaiting = false
        var wakesForFacts = false
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    var waitingChanges: Int { state.withLock { $0.changes } }

    /// - Returns: false when it is closed and the input was not taken.
    func post(_ input: EngineInput) -> Bool {
        let (taken, rings) = state.withLock { state in
            if state.isClosed { return (false, false) }
            state.inputs.append(input)
            if case .changes(let request) = input { state.changes += request.items.count }
            let rings = state.isWaiting && (input.isUrgent || state.wakesForFacts)
            if rings { state.isWaiting = false }
            return (true, rings)
        }
        if rings { bell.signal() }
        return taken
    }

    /// Lets the taker have what is there, and then nil.
    func close() {
        let rings = state.withLock { state in
            state.isClosed = true
            defer { state.isWaiting = false }
            return state.isWaiting
        }
        if rings { bell.signal() }
    }

    /// Everything that has arrived; waits while nothing has, until `time` (CLOCK_MONOTONIC in
    /// microseconds) at most.
    ///
    /// - Parameter eager: facts wake too; always so when `time` is far away.
    /// - Returns: nil once it is closed and empty.
    func take(until time: Int64, eager: Bool) -> [EngineInput]? {
        let wait = time == .max ? Int64.max : max(0, time - Self.now())
        let taken: [EngineInput]?? = state.withLock { state in
            if !state.inputs.isEmpty { return state.takeAll() }
            if state.isClosed { return .some(nil) }
            if wait == 0 { return [] }
            state.isWaiting = true
            state.wakesForFacts = eager || wait > Self.factPatience
            return nil
        }
        if let taken { return taken }
        let deadline: DispatchTime =
            wait == .max ? .distantFuture : .now() + .microseconds(Int(clamping: wait))
        _ = bell.wait(timeout: deadline)
        return state.withLock { state in
            state.isWaiting = false
            return state.isClosed && state.inputs.isEmpty ? nil : state.takeAll()
        }
    }

    /// Facts may wait this long for the taker to wake by itself, in microseconds.
    private static let factPatience: Int64 = 25_000

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}

extension Mailbox.State {
    fileprivate mutating func takeAll() -> [EngineInput] {
        defer {
            inputs = []
            changes = 0
        }
        return inputs
    }
}
