// SPDX-License-Identifier: Apache-2.0

import Foundation
import Mosquitto

/// A delegate that writes down everything and lets a test wait for it.
final class Recorder: ConnectionDelegate, @unchecked Sendable {
    // Safe because `condition` guards everything below.
    private let condition = NSCondition()
    private var record = Record()
    private let decide: @Sendable (Connection, [InboundMessage]) -> Verdict

    struct Record {
        var events: [ConnectionEvent] = []
        var messages: [InboundMessage] = []
        var batches = 0
        var handedOver: [UInt64] = []
        var results: [PublishResult] = []

        var connects: Int {
            events.count { if case .connected = $0 { true } else { false } }
        }
        var disconnects: Int {
            events.count { if case .disconnected = $0 { true } else { false } }
        }
        var refusals: Int {
            events.count { if case .refused = $0 { true } else { false } }
        }
        var failures: [String] {
            events.compactMap { if case .connectFailed(_, let reason) = $0 { reason } else { nil } }
        }
        var subscriptions: Int {
            events.count { if case .subscribed = $0 { true } else { false } }
        }
        var payloads: [String] { messages.map { String(decoding: $0.payload, as: UTF8.self) } }
    }

    /// Creates a recorder that keeps a batch if `decide` says so, and does not record the others.
    init(_ decide: @escaping @Sendable (Connection, [InboundMessage]) -> Verdict) {
        self.decide = decide
    }

    convenience init() {
        self.init { _, _ in .acknowledge }
    }

    /// A copy of everything so far.
    var now: Record {
        condition.withLock { record }
    }

    /// Waits until `isMet` holds, and returns the record that met it.
    @discardableResult
    func wait(
        _ what: String, seconds: TimeInterval = 30, until isMet: (Record) -> Bool
    ) throws -> Record {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while !isMet(record) {
            guard condition.wait(until: deadline) else {
                throw TestFailure(
                    "waited in vain for \(what): \(record.events.suffix(10)), "
                        + "\(record.messages.count) messages, \(record.results.count) results")
            }
        }
        return record
    }

    func connection(_ connection: Connection, did event: ConnectionEvent) {
        change { $0.events.append(event) }
    }

    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict {
        let verdict = decide(connection, messages)
        change {
            $0.batches += 1
            if verdict == .acknowledge { $0.messages += messages }
        }
        return verdict
    }

    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
    ) {
        change {
            $0.handedOver += tokens
            $0.results += results
        }
    }

    private func change(_ body: (inout Record) -> Void) {
        condition.withLock {
            body(&record)
            condition.broadcast()
        }
    }
}
