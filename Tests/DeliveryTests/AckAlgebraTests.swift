// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Testing

/// What acks must add up to, told in one breath and not step by step as the rules are.
private struct AckModel: Equatable {
    var outcome: Outcome?
    var late: Bool
    var isReceived: Bool
    var isProcessed: Bool

    init(_ record: DeliveryRecord) {
        outcome = record.outcome
        late = record.late
        isReceived = record.receivedAt != nil
        isProcessed = record.processedAt != nil
    }

    init(before: Outcome?, _ acks: [Ack]) {
        let settled = before == .cancelled || before == .superseded
        let done = !settled && acks.contains { $0.status == .processed }
        let failed = !settled && acks.contains { $0.status == .failed && !$0.retryable }
        outcome = done ? .processed : failed ? .failed : before
        late = (before == .expired || before == .dead) && (done || failed)
        isReceived = !settled && acks.contains { $0.status == .received || $0.status == .working }
        isProcessed = done
    }
}

@Suite("Acks add up to the same, in whichever order and however often they come")
struct AckAlgebraTests {
    private static let starts: [Outcome?] = [nil, nil, .expired, .dead, .cancelled, .superseded]

    @Test("a million random histories end as the model says")
    func againstModel() {
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        var chance = SeededChance(state: seed)
        for _ in 0..<1_000_000 {
            let start = Self.starts[chance.below(Self.starts.count)]
            let acks = (0...chance.below(6)).map { _ in Self.ack(&chance) }

            let end = AckModel(Self.apply(acks, to: start))

            guard end == AckModel(before: start, acks) else {
                Issue.record("seed \(seed): \(String(describing: start)) and \(acks) end as \(end)")
                return
            }
        }
    }

    @Test("any order and any repetition of the same acks gives the same end")
    func anyOrder() {
        var chance = SeededChance(state: 17)
        for _ in 0..<50_000 {
            let start = Self.starts[chance.below(Self.starts.count)]
            let acks = (0...chance.below(5)).map { _ in Self.ack(&chance) }
            let again = (acks + acks.prefix(chance.below(acks.count + 1))).shuffled(using: &chance)

            let (one, other) = (Self.apply(acks, to: start), Self.apply(again, to: start))

            #expect(AckModel(one) == AckModel(other))
        }
    }

    @Test(
        "working moves process_by by its length, at most three times, and a repetition not at all")
    func working() {
        var record = Self.record(nil)
        let length = record.processBy.microseconds - record.acceptedAt.microseconds
        let ack = Ack(eventID: EventID(trusted: "e-1"), status: .working)

        for lengths in 0..<10 {
            for _ in 0..<3 {
                let at = record.acceptedAt.adding(microseconds: Int64(lengths) * length + 5)
                _ = record.apply(ack, by: .partner, at: at, reference: 1, retryWait: 1)
            }
        }

        #expect(record.processBy.microseconds - record.acceptedAt.microseconds == 4 * length)
        #expect(record.extensions == 3)
    }

    @Test("a received that comes after a failure does not call the retry off")
    func receivedAfterFailure() {
        let event = EventID(trusted: "e-1")
        let failed = Ack(eventID: event, status: .failed, retryable: true)
        let received = Ack(eventID: event, status: .received)

        let one = Self.apply([received, failed], to: nil)
        let other = Self.apply([failed, received], to: nil)

        #expect(one.place == .timed && other.place == .timed)
        #expect(one.receivedAt != nil && other.receivedAt != nil)
    }

    // MARK: Histories

    private static func ack(_ chance: inout SeededChance) -> Ack {
        let status = Ack.Status.allCases[chance.below(4)]
        return Ack(
            eventID: EventID(trusted: "e-1"), status: status,
            retryable: status == .failed && chance.below(2) == 0)
    }

    private static func apply(_ acks: [Ack], to outcome: Outcome?) -> DeliveryRecord {
        var record = record(outcome)
        for (number, ack) in acks.enumerated() {
            let at = record.acceptedAt.adding(microseconds: Int64(1000 + number))
            _ = record.apply(
                ack, by: .device(DeviceID(trusted: "m")), at: at, reference: Int64(number),
                retryWait: 1000)
        }
        return record
    }

    private static func record(_ outcome: Outcome?) -> DeliveryRecord {
        let now = Timestamp(microseconds: 1_772_438_400_000_000)
        var record = DeliveryRecord(
            id: DeliveryID(change: 1, ordinal: 0), partner: PartnerID(trusted: "lungo"),
            eventID: EventID(trusted: "e-1"), eventType: EventType(trusted: "new_order"),
            orderID: OrderID(trusted: "o-1"), revision: 1, shopID: nil, occurredAt: "",
            traceparent: nil, acceptedAt: now, deliverBy: now.adding(seconds: 60),
            processBy: now.adding(seconds: 120), place: .window)
        if let outcome { record.close(outcome, at: now) }
        return record
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct SeededChance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
