// SPDX-License-Identifier: Apache-2.0

internal import Contract
internal import Mosquitto

/// What a machine knows and decides; held in a mutex, touches nothing outside.
struct MachineState: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Something to be sent at its moment.
    enum Sending: Sendable {
        case ack(EventID, AckForm)
        case garbled(EventID, GarbledAck, payload: [UInt8])
    }

    /// What is to be done after the mutex is free.
    struct Step: Sendable {
        var events: [MachineEvent] = []
        /// When to look again, if that is earlier than asked for before.
        var wakeAt: Instant?
        /// Whether the machine has just become done.
        var hasFinished = false
    }

    let behaviour: MachineBehaviour
    let texts: AckTexts
    let acksTopic: String
    let presenceTopic: String
    let seed: UInt64
    /// Whether anybody wants events; without a listener none are made.
    let isListenedTo: Bool

    var recent = RecentEvents()
    var due = DueHeap<Sending>()
    /// Sent as soon as the connection takes them.
    var outbox: [OutboundMessage] = []
    var connection: Connection?
    var isFlushing = false
    var hasMissedFlush = false
    /// Messages the connection has taken and not ended.
    var unsettled = 0
    /// Acks sent and not answered by a receipt or a problem.
    var unanswered = 0
    /// Triggers handled, for the count.
    var handled = 0
    var receiptsBy: Instant?
    var isFinished = false
    /// Whether it is on its way out, for a while or for good.
    var isLeaving = false
    var hasConnectedBefore = false

    var tally = MachineTally()
    private var events: [MachineEvent] = []
    private var armedFor: Instant?
    private var hasJustFinished = false

    init(
        _ behaviour: MachineBehaviour, _ id: MachineID, _ topics: Topics, isListenedTo: Bool
    ) {
        self.behaviour = behaviour
        self.isListenedTo = isListenedTo
        texts = AckTexts(behaviour)
        acksTopic = topics.acks(partner: id.partner, device: id.device)
        presenceTopic = topics.presence(partner: id.partner, device: id.device)
        seed = MachineRandom.fold(id.text.utf8, into: behaviour.seed)
    }

    /// Writes down an event, if anybody listens.
    mutating func note(_ event: @autoclosure () -> MachineEvent) {
        if isListenedTo { events.append(event()) }
    }

    /// Forgets what the timer was asked for, since it has come.
    mutating func wake(_ now: Instant) {
        armedFor = nil
        sendDue(now)
    }

    /// Ends a turn: decides whether the machine is done, and hands out what is to be done.
    mutating func takeStep(_ now: Instant) -> Step {
        finishIfDone(now)
        var step = Step(hasFinished: hasJustFinished)
        hasJustFinished = false
        swap(&step.events, &events)
        step.wakeAt = arm()
        return step
    }

    /// The presence to keep at the broker while connected.
    func presence(_ presence: Presence) -> OutboundMessage {
        OutboundMessage(
            token: 0, topic: presenceTopic, payload: Array(presence.rawValue.utf8), retain: true)
    }

    private mutating func arm() -> Instant? {
        var next = due.earliest
        if let receiptsBy, !isFinished { next = min(next ?? receiptsBy, receiptsBy) }
        guard let next, armedFor.map({ next < $0 }) ?? true else { return nil }
        armedFor = next
        return next + Self.slack
    }

    /// How much later than its moment something may be sent, so that more goes out at once.
    private static let slack: Duration = .microseconds(500)

    private mutating func finishIfDone(_ now: Instant) {
        guard let count = behaviour.count, handled >= count, !isFinished, due.isEmpty,
            outbox.isEmpty, !isFlushing, unsettled == 0
        else { return }
        if unanswered > 0 {
            let by = receiptsBy ?? now + behaviour.receiptWait
            receiptsBy = by
            guard now >= by else { return }
        }
        isFinished = true
        hasJustFinished = true
        // Nothing will be answered from here on, so nothing should be sent here.
        outbox.append(presence(.offline))
        note(.finished)
    }
}
