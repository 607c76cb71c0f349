// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger

/// The engine on the in-memory ledger with a clock that moves only when told.
final class EngineHarness {
    let ledger: MemoryLedger
    let directory = Directory()
    private let failure = Box<MemoryLedger.CommitFailure?>(nil)
    private(set) var engine: Engine
    var now = Instant(
        wall: Timestamp(microseconds: 1_772_438_400_000_000), monotonic: 1_000_000)
    /// Everything handed to the broker so far.
    private(set) var sent: [WireMessage] = []

    init(partners: [(String, PartnerSettings)] = [("lungo", PartnerSettings())]) throws {
        let failure = failure
        ledger = MemoryLedger { failure.value.take() }
        for (id, settings) in partners {
            let partner = Partner(
                id: PartnerID(trusted: id), settings: settings, createdAt: now.wall)
            try ledger.write { try $0.put(partner) }
        }
        engine = Engine(
            store: ledger, opening: try ledger.openingState(), topics: Topics(),
            directory: directory, seed: 1, now: now)
        try step([
            .broker(.publisherUp(address: "test")), .broker(.listenerUp(sessionPresent: true)),
        ])
    }

    /// A new process on the same ledger.
    func restart() throws {
        generation += 1
        engine = Engine(
            store: ledger, opening: try ledger.openingState(), topics: Topics(),
            directory: directory, seed: 1, generation: generation, now: now)
        try step([
            .broker(.publisherUp(address: "test")), .broker(.listenerUp(sessionPresent: true)),
        ])
    }

    private var generation: UInt64 = 0

    func failNextCommit(with failure: MemoryLedger.CommitFailure) { self.failure.value = failure }

    @discardableResult
    func step(_ inputs: [EngineInput]) throws -> [WireMessage] {
        let effects = try engine.step(inputs, now: now)
        for reply in effects.replies { reply() }
        sent += effects.messages
        return effects.messages
    }

    /// Moves both clocks and lets the engine act whenever it wants to.
    @discardableResult
    func advance(seconds: Int64) throws -> [WireMessage] {
        try advance(milliseconds: seconds * 1000)
    }

    @discardableResult
    func advance(milliseconds: Int64) throws -> [WireMessage] {
        let end = now.monotonic + milliseconds * 1000
        var messages: [WireMessage] = []
        while engine.nextWake <= end {
            move(to: max(now.monotonic, engine.nextWake))
            messages += try step([])
        }
        move(to: end)
        return messages
    }

    private func move(to monotonic: Int64) {
        now.wall = now.wall.adding(microseconds: monotonic - now.monotonic)
        now.monotonic = monotonic
    }

    /// Reports each message as handed over and answered with `code` by the broker.
    func settle(_ messages: [WireMessage], code: UInt8 = 0) throws {
        let tokens = messages.map(\.token).filter { $0 != 0 }
        try step([
            .handedOver(tokens, at: now),
            .settled(
                tokens.map { Settlement(token: $0, end: .pubAck(reasonCode: code)) }, at: now),
        ])
        try advance(milliseconds: 30)
    }

    // MARK: What comes from outside

    @discardableResult
    func accept(_ json: String...) throws -> (results: [ChangeResult], triggers: [WireMessage]) {
        let items = json.map { text -> Result<OrderChange, Problem> in
            do throws(Problem) {
                guard case .single(let item) = try ChangeBody.parse(Array(text.utf8)) else {
                    return .failure(Problem(.malformed, "not single"))
                }
                return item
            } catch {
                return .failure(error)
            }
        }
        let box = Box<[ChangeResult]>([])
        let messages = try step([
            .changes(
                ChangeRequest(items: items) { box.value = (try? $0.get()) ?? [] })
        ])
        return (box.value, messages)
    }

    /// - Returns: the receipt or problem as text.
    @discardableResult
    func ack(
        _ json: String, partner: String = "lungo", device: String = "machine-1"
    ) throws -> [String] {
        let bytes = Array(json.utf8)
        let box = Box(false)
        let messages = try step([
            .callbacks(
                CallbackRequest(items: [
                    .acks(
                        partner: PartnerID(trusted: partner), device: DeviceID(trusted: device),
                        AckBody.parse(bytes), payload: bytes)
                ]) { box.value = $0 })
        ])
        precondition(box.value, "the ack was not recorded")
        return messages.filter { $0.topic.hasSuffix("/receipts") }
            .map { String(decoding: $0.payload, as: UTF8.self) }
    }

    func presence(_ online: Bool, partner: String = "lungo", device: String = "machine-1") throws
        -> [WireMessage]
    {
        try step([
            .callbacks(
                CallbackRequest(items: [
                    .presence(
                        partner: PartnerID(trusted: partner), device: DeviceID(trusted: device),
                        online: online)
                ]) { _ in })
        ])
    }

    func delivery(_ event: String, partner: String = "lungo") async throws -> DeliveryRecord {
        try await detail(event, partner: partner).record
    }

    func detail(_ event: String, partner: String = "lungo") async throws -> DeliveryDetail {
        let key = DeliveryKey(
            partner: PartnerID(trusted: partner), event: EventID(trusted: event))
        let found = try await ledger.read { try $0.delivery(key) }
        guard let found else { throw Missing() }
        return found
    }

    struct Missing: Error {}
}

/// A change as the order backend writes it.
func change(
    _ event: String, partner: String = "lungo", order: String = "o-1", revision: Int = 1,
    type: String = "new_order", extra: String = ""
) -> String {
    """
    {"event_id":"\(event)","event_type":"\(type)","occurred_at":"2026-03-02T08:00:00Z",\
    "partner_id":"\(partner)","order_id":"\(order)","revision":\(revision)\(extra)}
    """
}

final class Box<Value>: @unchecked Sendable {
    // Safe because: the harness and all its closures run on one thread.
    var value: Value
    init(_ value: Value) { self.value = value }
}

extension EngineHarness {
    /// A bulk status change of one partner, as JSON items.
    ///
    /// - Returns: the results in short (`applied o-1`), and what was sent.
    @discardableResult
    func followUp(
        _ items: String..., partner: String = "lungo"
    ) throws -> (outcomes: [String], results: [StatusChangeResult], sent: [WireMessage]) {
        let body = "{\"status_changes\":[\(items.joined(separator: ","))]}"
        let parsed = try StatusChange.parseBody(Array(body.utf8))
        let box = Box<[StatusChangeResult]>([])
        let command = Command.followUp(PartnerID(trusted: partner), parsed)
        let messages = try step([
            .command(
                CommandRequest(command) { answer in
                    if case .success(.statusChanges(let results)) = answer { box.value = results }
                })
        ])
        let outcomes = box.value.map { "\($0.outcome.rawValue) \($0.orderID?.text ?? "-")" }
        return (outcomes, box.value, messages)
    }

    func decisions() async throws -> [Decision] {
        try await ledger.read { try $0.decisions(after: 0, limit: 1000) }
    }
}
