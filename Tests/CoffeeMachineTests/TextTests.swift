// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@testable import CoffeeMachine

@Suite("what machines write and read")
struct TextTests {
    private let event = EventID(trusted: "e:1._-Z")

    @Test("prebuilt acks read back as what they say", arguments: AckForm.allCases)
    func ackTexts(form: AckForm) throws {
        let bytes = AckTexts(MachineBehaviour()).text(event, form)

        guard case .items(let items, false) = AckBody.parse(bytes), case .ack(let ack) = items[0]
        else { throw TestFailure(String(decoding: bytes, as: UTF8.self)) }
        #expect(ack.eventID == event)
        #expect(ack.status == form.status)
        #expect(ack.orderStatus == (form == .accepted ? "accepted" : nil))
        #expect(ack.retryable == (form == .failed))
    }

    @Test("every kind of garbage is refused or names another event", arguments: GarbledAck.allCases)
    func garbage(kind: GarbledAck) {
        var random = MachineRandom(seed: 1)
        let ack = AckTexts(MachineBehaviour()).text(event, .received)
        let parse = AckBody.parse(kind.payload(for: event, ack: ack, using: &random))

        switch (kind, parse) {
        case (.truncated, .unreadable(let problem)): #expect(problem.kind == .malformed)
        case (.wrongType, .items(let items, _)): #expect(items[0].eventID == nil)
        case (.unknownEvent, .items(let items, _)): #expect(items[0].eventID != event)
        case (.huge, .items(let items, _)):
            guard case .bad(let problem, _) = items[0] else { fallthrough }
            #expect(problem.kind == .tooLarge)
        default: Issue.record("\(kind) was read as \(parse)")
        }
    }

    @Test("triggers are read in both formats", arguments: [TriggerFormat.full, .trigger])
    func triggerHead(format: TriggerFormat) throws {
        let trigger = Trigger.numbered(1, attempt: 3)[0]

        let head = try TriggerHead.read(trigger.encode(format)).get()

        #expect(head.eventID == trigger.eventID)
        #expect(head.eventType == trigger.eventType)
        #expect(head.orderID == trigger.orderID)
        #expect(head.attempt == 3)
    }

    @Test(
        "what is no trigger is refused",
        arguments: [
            "", "{}", "[]", #"{"event_id":"e","event_type":"new_order","order_id":"o"}"#,
            #"{"event_id":"e","event_type":"new_order","attempt":0,"order_id":"o"}"#,
            #"{"event_id":"e","event_type":"new_order","attempt":1}"#,
            #"{"event_id":"e/1","event_type":"new_order","attempt":1,"order_id":"o"}"#,
            #"{"event_id":"e","event_id":"f","event_type":"x","attempt":1,"order_id":"o"}"#,
        ])
    func badTrigger(text: String) {
        let result = TriggerHead.read(Array(text.utf8))

        #expect(throws: TriggerHead.Unreadable.self) { try result.get() }
    }

    @Test("a behaviour that can not be is refused with all its faults")
    func behaviourFaults() {
        var behaviour = MachineBehaviour()
        #expect(behaviour.faults.isEmpty)
        behaviour.dropShare = 1.5
        behaviour.failShare = .nan
        behaviour.batch = 0
        behaviour.count = 0
        behaviour.offlineEvery = .zero

        #expect(behaviour.faults.count == 5)
    }
}
