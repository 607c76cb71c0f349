// SPDX-License-Identifier: Apache-2.0
import Assembly
import CoffeeMachine
import Contract
import Foundation
import LocalBroker
import Settings

/// The parts that every measurement starts.
extension Bench {
    func withBroker<Result>(_ body: (LocalBroker) throws -> Result) throws -> Result {
        let broker = try LocalBroker(folder: folder + "/broker")
        defer {
            broker.stop()
            try? FileManager.default.removeItem(atPath: folder + "/broker")
        }
        return try body(broker)
    }

    /// A fresh ledger with `partners` partners, served by a process of its own.
    func withService<Result>(
        broker: LocalBroker, settings: String = #"{"max_in_flight":"1000"}"#,
        _ body: (ServiceProcess, LoopbackHTTP) throws -> Result
    ) throws -> Result {
        let home = folder + "/home"
        try FileManager.default.createDirectory(
            atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        let configuration = try Configuration.load(
            directory: home, file: nil, environment: [:])
        let tokens = try createLedger(configuration)
        let service = try serve(home, broker: broker)
        defer { service.stop() }
        let addresses = try service.waitUntilReady()
        let ops = try LoopbackHTTP(addresses["ops"] ?? "", token: tokens.operator)
        for number in 0..<partners {
            let body = #"{"id":"\#(Load.partner(number).text)","settings":\#(settings)}"#
            guard try ops.post("/ops/v1/partners", Array(body.utf8)).status == 201 else {
                throw BenchFailure("a partner could not be added")
            }
        }
        return try body(
            service, try LoopbackHTTP(addresses["http"] ?? "", token: tokens.backend))
    }

    func serve(_ home: String, broker: LocalBroker) throws -> ServiceProcess {
        try ServiceProcess(
            ["serve", "--dir", home],
            environment: [
                "ORDERBELL_BROKER": "mqtt://127.0.0.1:\(broker.port)",
                "ORDERBELL_HTTP": "127.0.0.1:0", "ORDERBELL_OPS": "127.0.0.1:0",
            ])
    }

    func waitForDevices(_ fleet: MachineFleet) throws {
        // A machine that is connected and subscribed has said so; ask until all have.
        let end = ContinuousClock.now + .seconds(60)
        while !fleet.machines.allSatisfy({ $0.tally.subscriptions >= 3 }) {
            guard ContinuousClock.now < end else { throw BenchFailure("the devices don't connect") }
            usleep(5000)
        }
    }
}
