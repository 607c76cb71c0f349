// SPDX-License-Identifier: Apache-2.0
import Foundation
import Ledger
import Testing

@Suite("The bridge under faults, simulated")
struct SimulationTests {
    /// `SIM_SEED=n` runs one seed, `SIM_SEEDS=n` the first n.
    static var seeds: [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["SIM_SEED"].flatMap({ UInt64($0) }) { return [seed] }
        let count = environment["SIM_SEEDS"].flatMap { UInt64($0) } ?? 40
        return Array(1...count)
    }

    @Test("every invariant holds in each simulated run")
    func invariants() {
        for seed in Self.seeds {
            do {
                try Simulation(seed: seed).run()
            } catch {
                Issue.record(
                    "seed \(seed): \(error)\nagain: SIM_SEED=\(seed) swift test -c release --filter SimulationTests"
                )
                return
            }
        }
    }

    @Test("a seed is one run, bit for bit")
    func determinism() throws {
        let runs = try (0..<2).map { _ in
            let simulation = try Simulation(seed: 11)
            try simulation.run()
            return simulation.ledger.all
        }

        #expect(!runs[0].isEmpty)
        #expect(runs[0] == runs[1])
    }
}
