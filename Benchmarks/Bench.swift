// SPDX-License-Identifier: Apache-2.0
import Assembly
import CoffeeMachine
import Contract
import Foundation
import Glibc
import LocalBroker
import Settings

/// Measurements on the real program, the real broker and simulated devices, side by side in one run.
package struct Bench {
    var count = 20_000
    var partners = 10
    var runs = 5
    var window = 1000
    var batch = 100
    var folder = ""

    static let usage = """
        orderbell bench [cycles] [latency] [backlog] [--count N] [--partners N] [--runs N]
                        [--window N] [--batch N]

        cycles   full durable cycles a second, beside a raw relay of the same messages
        latency  one order alone: request to device, ack to receipt
        backlog  a million open deliveries: acceptance, memory, start
        """

    /// - Parameter arguments: `[cycles|latency|backlog] [--count N] [--partners N] [--runs N]
    ///   [--window N] [--batch N]`.
    package static func run(_ arguments: [String]) throws -> Int32 {
        var bench = Bench()
        var what: [String] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" {
                StandardOutput.line(usage)
                return 0
            }
            guard word.hasPrefix("--") else {
                what.append(word)
                continue
            }
            guard let value = rest.popFirst() else { throw BenchFailure("\(word) needs a value") }
            try bench.set(word, value)
        }
        if what.first == "relay" {
            try RawRelay(partners: bench.partners, count: bench.count, window: bench.window)
                .run(host: "127.0.0.1", port: UInt16(bench.folder) ?? 0)
            return 0
        }
        bench.folder = NSTemporaryDirectory() + "/orderbell-bench-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: bench.folder) }
        bench.describeMachine(arguments)
        for name in what.isEmpty ? ["cycles", "latency", "backlog"] : what {
            switch name {
            case "cycles": try bench.cycles()
            case "latency": try bench.latency()
            case "backlog": try bench.backlog()
            default: throw BenchFailure("there is no measurement \(name); cycles, latency, backlog")
            }
        }
        return 0
    }

    private mutating func set(_ flag: String, _ value: String) throws {
        if flag == "--port" {
            folder = value
            return
        }
        guard let number = Int(value), number > 0 else {
            throw BenchFailure("\(flag) takes a whole number above 0")
        }
        switch flag {
        case "--count": count = number
        case "--partners": partners = number
        case "--runs": runs = number
        case "--window": window = number
        case "--batch": batch = number
        default: throw BenchFailure("there is no \(flag)")
        }
    }

    private func describeMachine(_ arguments: [String]) {
        let cpu =
            (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
            .split(separator: "\n").first { $0.hasPrefix("model name") } ?? ""
        StandardOutput.line("command: orderbell bench \(arguments.joined(separator: " "))")
        StandardOutput.line(
            "machine: \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores,\(cpu.drop { $0 != ":" }.dropFirst())"
        )
    }

    // MARK: Cycles

    private func cycles() throws {
        var relay: [Double] = []
        var bridge: [Double] = []
        var ratios: [Double] = []
        StandardOutput.line("")
        StandardOutput.line(
            "full cycles: \(count) each, \(partners) partners, window \(window), batches of \(batch)"
        )
        for run in 1...runs {
            relay.append(try relayCycles())
            bridge.append(try bridgeCycles())
            ratios.append((bridge.last ?? 0) / (relay.last ?? 1))
            StandardOutput.line(
                "  run \(run): raw relay \(Int(relay[run - 1]))/s, orderbell \(Int(bridge[run - 1]))/s, "
                    + "share \(String(format: "%.2f", ratios[run - 1]))")
        }
        StandardOutput.line("  raw relay   \(Spread(relay))")
        StandardOutput.line("  orderbell   \(Spread(bridge))")
        StandardOutput.line("  share       \(Spread(ratios, digits: 2))")
    }

    private func relayCycles() throws -> Double {
        try withBroker { broker in
            let fleet = try Load.fleet(partners: partners, port: broker.port)
            try fleet.start()
            defer { fleet.stop() }
            try waitForDevices(fleet)
            let relay = try ServiceProcess([
                "bench", "relay", "--partners", "\(partners)", "--count", "\(count)", "--window",
                "\(window)", "--port", "\(broker.port)",
            ])
            let rate = try measure(fleet, broker: broker, bridge: relay)
            relay.process.wait()
            return rate
        }
    }

    private func bridgeCycles() throws -> Double {
        try withBroker { broker in
            try withService(broker: broker) { service, http in
                let fleet = try Load.fleet(partners: partners, port: broker.port)
                try fleet.start()
                defer { fleet.stop() }
                try waitForDevices(fleet)
                // Safe because: the feeding thread alone uses it from here on.
                nonisolated(unsafe) let http = http
                let feeder = Thread { [self] in
                    do {
                        try feed(http, fleet: fleet)
                    } catch {
                        StandardOutput.line("the load ended early: \(error)")
                    }
                }
                feeder.start()
                return try measure(fleet, broker: broker, bridge: service)
            }
        }
    }

    /// Keeps `window` changes between acceptance and receipt.
    fileprivate func feed(_ http: LoopbackHTTP, fleet: MachineFleet) throws {
        var sent = 0
        while sent < count {
            let next = min(count, sent + batch)
            let body = Load.batch(sent..<next, run: "r", partners: partners)
            while next - fleet.tally.receiptsTotal > window { usleep(200) }
            let answer = try http.post("/v1/order-changes", body)
            guard answer.status == 200 else {
                throw BenchFailure("refused: \(String(decoding: answer.body, as: UTF8.self))")
            }
            sent = next
        }
    }

    /// Receipts a second, from a twentieth of them on: the start is not what is measured.
    private func measure(
        _ fleet: MachineFleet, broker: LocalBroker, bridge: ServiceProcess
    ) throws -> Double {
        let warm = count / 20
        try wait(for: warm, fleet)
        let start = ContinuousClock.now
        let (first, pid) = (fleet.tally.receiptsTotal, bridge.process.processID)
        let cpu = [broker.processID, pid, getpid()].map(ServiceProcess.cpuSeconds)
        // A little before the end: the relay's process goes with its last receipt.
        let last = count - count / 100
        try wait(for: last, fleet)
        let seconds = start.duration(to: .now) / .seconds(1)
        let used = zip([broker.processID, pid, getpid()].map(ServiceProcess.cpuSeconds), cpu)
            .map { ($0 - $1) / seconds }
        let done = fleet.tally.receiptsTotal - first
        StandardOutput.line(
            "    processor use: broker \(percent(used[0])), bridge \(percent(used[1])), "
                + "devices and load \(percent(used[2]))")
        try wait(for: count, fleet)
        return Double(done) / seconds
    }

    private func percent(_ share: Double) -> String { "\(Int(share * 100)) %" }

    private func wait(for receipts: Int, _ fleet: MachineFleet) throws {
        let end = ContinuousClock.now + .seconds(120)
        while fleet.tally.receiptsTotal < receipts {
            guard ContinuousClock.now < end else {
                throw BenchFailure(
                    "stuck at \(fleet.tally.receiptsTotal) of \(receipts): \(fleet.tally)")
            }
            usleep(1000)
        }
    }
}
