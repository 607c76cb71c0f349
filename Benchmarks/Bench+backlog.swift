// SPDX-License-Identifier: Apache-2.0
import Assembly
import CoffeeMachine
import Contract
import Foundation
import LocalBroker
import Settings

/// A million deliveries that nobody takes: how fast they are accepted, what they cost in memory, how
/// long a start with them takes.
extension Bench {
    func backlog() throws {
        let total = 1_000_000
        StandardOutput.line("")
        StandardOutput.line("\(total) open deliveries of \(partners) partners, no device there")
        try withBroker { broker in
            let settings = #"{"max_in_flight":"100","deliver_by":"1d","process_by":"1d"}"#
            try withService(broker: broker, settings: settings) { service, http in
                let start = ContinuousClock.now
                for first in stride(from: 0, to: total, by: 1000) {
                    let body = Load.batch(first..<(first + 1000), run: "b", partners: partners)
                    guard try http.post("/v1/order-changes", body).status == 200 else {
                        throw BenchFailure("refused at \(first)")
                    }
                }
                let seconds = start.duration(to: .now) / .seconds(1)
                StandardOutput.line(
                    "  accepted per second, one at a time in 1000s: \(Int(Double(total) / seconds))"
                )
                StandardOutput.line(
                    "  resident memory: \(Int(service.residentMegabytes)) MiB")
                service.stop()
                let begin = ContinuousClock.now
                let again = try serve(folder + "/home", broker: broker)
                defer { again.stop() }
                _ = try again.waitUntilReady()
                let ready = begin.duration(to: .now) / .seconds(1)
                StandardOutput.line(
                    "  start until ready: \(String(format: "%.2f", ready)) s, resident memory then: "
                        + "\(Int(again.residentMegabytes)) MiB")
            }
        }
    }
}
