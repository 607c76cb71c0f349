// SPDX-License-Identifier: Apache-2.0

internal import Contract

/// What chance decides about one trigger.
struct MachineFate {
    let drops: Bool
    let fails: Bool
    let isDuplicated: Bool
    /// The broken answer to send first, if any.
    let garbled: GarbledAck?
    private let delay: ClosedRange<Duration>
    private(set) var random: MachineRandom

    /// - Parameter seed: The behaviour's, with the machine's name folded in.
    init(of trigger: TriggerHead, _ behaviour: MachineBehaviour, seed: UInt64) {
        let seed = MachineRandom.fold(trigger.eventID.text.utf8, into: seed)
        random = MachineRandom(seed: seed &+ UInt64(truncatingIfNeeded: trigger.attempt))
        drops = random.happens(behaviour.dropShare)
        fails = random.happens(behaviour.failShare)
        isDuplicated = random.happens(behaviour.duplicateShare)
        let isGarbled = random.happens(behaviour.garbleShare)
        let kind = GarbledAck.allCases.randomElement(using: &random)
        garbled = isGarbled ? kind : nil
        delay = behaviour.delay
    }

    /// The wait before the next ack.
    mutating func nextDelay() -> Duration {
        let (shortest, longest) = (delay.lowerBound, delay.upperBound)
        guard shortest < longest else { return shortest }
        return shortest + (longest - shortest) * Double.random(in: 0...1, using: &random)
    }
}
