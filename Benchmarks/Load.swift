// SPDX-License-Identifier: Apache-2.0
import CoffeeMachine
import Contract
import Mosquitto

/// What the benchmarks send and who answers.
enum Load {
    static func partner(_ number: Int) -> PartnerID { PartnerID(trusted: "p\(number)") }

    static let device = DeviceID(trusted: "machine-1")

    /// Devices that answer each trigger with one `processed` at once.
    static func fleet(
        partners: Int, port: UInt16,
        onEvent: (@Sendable (MachineID, MachineEvent) -> Void)? = nil
    ) throws -> MachineFleet {
        var behaviour = MachineBehaviour()
        behaviour.answers = [.processed]
        behaviour.decides = false
        return try MachineFleet(
            (0..<partners).map { MachineID(partner: partner($0), device: device) },
            broker: ConnectionSettings(
                clientID: "machine", addresses: [BrokerAddress(host: "127.0.0.1", port: port)]),
            behaviour: behaviour, onEvent: onEvent)
    }

    /// The body of a request with changes `range`, each an order of its own.
    static func batch(_ range: Range<Int>, run: String, partners: Int) -> [UInt8] {
        var text = #"{"changes":["#
        for number in range {
            if number > range.lowerBound { text += "," }
            text += change(number, run: run, partners: partners)
        }
        return Array((text + "]}").utf8)
    }

    static func change(_ number: Int, run: String, partners: Int) -> String {
        """
        {"event_id":"\(run)-e-\(number)","event_type":"new_order",\
        "occurred_at":"2026-03-02T08:00:00.000Z","partner_id":"\(partner(number % partners).text)",\
        "order_id":"\(run)-o-\(number)","revision":1,"shop_id":"main",\
        "order":{"id":"\(run)-o-\(number)","status":"new","recipe_id":"flat-white","volume":180}}
        """
    }
}
