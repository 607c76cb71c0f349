// SPDX-License-Identifier: Apache-2.0
import Contract

/// A device with habits, good and bad.
final class SimulatedDevice {
    enum Habit: CaseIterable {
        case correct, slow, silent, garbling, contradicting, failing
    }

    let partner: PartnerID
    var habit: Habit
    var isOnline = true
    let tellsPresence: Bool
    /// The broker keeps its subscription while it is away.
    let hasSession: Bool

    init(partner: PartnerID, random: inout Chance) {
        self.partner = partner
        habit = Habit.allCases[random.count(0...(Habit.allCases.count - 1))]
        tellsPresence = random.chance(0.5)
        hasSession = random.chance(0.5)
    }

    func calm() {
        habit = .correct
        isOnline = true
    }

    /// The acks it sends for a trigger, each after a time.
    func answers(
        to event: String, attempt: Int, random: inout Chance
    ) -> [(wait: Int64, text: String)] {
        if random.chance(0.02), habit != .correct { habit = .correct }
        func ack(_ status: String, _ more: String = "") -> String {
            #"{"event_id":"\#(event)","status":"\#(status)"\#(more)}"#
        }
        let soon = random.time(1_000...500_000)
        let later = soon + random.time(100_000...20_000_000)
        switch habit {
        case .correct:
            return [(soon, ack("received")), (later, ack("processed"))]
        case .slow:
            return [(soon + 9_000_000, ack("received")), (later + 60_000_000, ack("processed"))]
        case .silent:
            return []
        case .garbling:
            return random.chance(0.5) ? [(soon, "{\"event_id\":")] : [(soon, ack("done"))]
        case .contradicting:
            return [
                (soon, ack("failed")), (soon + 50_000, ack("processed")), (soon, ack("working")),
                (later, ack("failed")), (later, ack("received")),
            ]
        case .failing:
            let retry = #","retryable":true,"retry_after_s":\#(random.count(0...30))"#
            return random.chance(0.7)
                ? [(soon, ack("failed", retry))] : [(soon, ack("processed"))]
        }
    }
}
