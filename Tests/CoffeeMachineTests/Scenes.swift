// SPDX-License-Identifier: Apache-2.0

import CoffeeMachine
import Contract
import Mosquitto

/// Runs a test with a broker and a bridge, and shows the broker's log if it throws.
func withBridge(_ body: (TestBroker, TestBridge) throws -> Void) throws {
    let broker = try TestBroker()
    do {
        let bridge = try TestBridge(broker)
        defer { bridge.close() }
        try body(broker, bridge)
    } catch {
        print("broker log:\n\(broker.logText.suffix(4000))")
        throw error
    }
}

/// Runs a test with one machine that is online and subscribed, and stops it however that ends.
func withMachine(
    version: MQTTVersion = .v5,
    _ change: (inout MachineBehaviour) -> Void = { _ in },
    _ body: (TestBridge, CoffeeMachine) throws -> Void
) throws {
    try withBridge { broker, bridge in
        var behaviour = MachineBehaviour()
        change(&behaviour)
        let machine = try CoffeeMachine(
            partner: TestBridge.partner, device: DeviceID(trusted: "machine-1"),
            broker: broker.settings("-", version), behaviour: behaviour,
            onEvent: bridge.listener())
        defer { machine.stop() }
        try machine.start()
        try bridge.wait("the machine to come online") { $0.words.last == "online" }
        // The presence went out after the subscriptions, on the same connection.
        try body(bridge, machine)
    }
}

extension Trigger {
    /// Triggers of new orders, `event-1` to `event-{count}`.
    static func numbered(
        _ count: Int, type: String = "new_order", attempt: Int = 1
    ) -> [Trigger] {
        (1...count).map { number in
            Trigger(
                eventID: EventID(trusted: "event-\(number)"), eventType: EventType(trusted: type),
                occurredAtText: "2026-11-23T15:04:05Z", attempt: attempt,
                orderID: OrderID(trusted: "order-\(number)"),
                orderJSON: Array(#"{"recipe_id":"lungo","volume":110}"#.utf8))
        }
    }
}

extension [Ack] {
    /// The statuses reported for one event, in order.
    func statuses(_ event: Int) -> [Ack.Status] {
        filter { $0.eventID.text == "event-\(event)" }.map(\.status)
    }
}
