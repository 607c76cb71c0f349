// SPDX-License-Identifier: Apache-2.0
import Assembly
import CoffeeMachine
import Contract
import Foundation
import LocalBroker
import Synchronization

/// One order alone, again and again: how long it takes without any load.
extension Bench {
    func latency() throws {
        StandardOutput.line("")
        StandardOutput.line("one order alone, 500 times, in milliseconds")
        let rows = try withBroker { broker in
            try withService(broker: broker) { _, http in
                let watch = Stopwatch()
                let fleet = try Load.fleet(partners: 1, port: broker.port) { _, event in
                    watch.saw(event)
                }
                try fleet.start()
                defer { fleet.stop() }
                try waitForDevices(fleet)
                return try (0..<520).map { number in
                    try one(number, http, watch)
                }.dropFirst(20)
            }
        }
        let heads = ["request to answer", "request to device", "ack to receipt"]
        for (column, head) in heads.enumerated() {
            let values = Spread(rows.map { $0[column] }, digits: 2)
            let parts = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)].map { name, share in
                "\(name) \(String(format: "%.2f", values.quantile(share)))"
            }
            StandardOutput.line("  \(head): \(parts.joined(separator: ", "))")
        }
    }

    private func one(_ number: Int, _ http: LoopbackHTTP, _ watch: Stopwatch) throws -> [Double] {
        let body = Array(Load.change(number, run: "l", partners: 1).utf8)
        let start = ContinuousClock.now
        let answer = try http.post("/v1/order-changes", body)
        let answered = ContinuousClock.now
        guard answer.status == 200 else { throw BenchFailure("refused") }
        guard let seen = watch.wait() else { throw BenchFailure("no receipt within 5 s") }
        return [
            start.duration(to: answered), start.duration(to: seen.trigger),
            seen.trigger.duration(to: seen.receipt),
        ].map { $0 / .milliseconds(1) }
    }
}

/// When the device saw the trigger and the receipt.
private final class Stopwatch: Sendable {
    struct Seen {
        var trigger: ContinuousClock.Instant
        var receipt: ContinuousClock.Instant
    }

    private let times = Mutex<(ContinuousClock.Instant?, ContinuousClock.Instant?)>((nil, nil))
    private let bell = DispatchSemaphore(value: 0)

    func saw(_ event: MachineEvent) {
        let now = ContinuousClock.now
        switch event {
        case .trigger: times.withLock { $0.0 = now }
        case .receipt:
            times.withLock { $0.1 = now }
            bell.signal()
        default: break
        }
    }

    func wait() -> Seen? {
        guard bell.wait(timeout: .now() + 5) == .success else { return nil }
        return times.withLock { times in
            defer { times = (nil, nil) }
            guard let trigger = times.0, let receipt = times.1 else { return nil }
            return Seen(trigger: trigger, receipt: receipt)
        }
    }
}
