// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The generator of SplitMix64, with its seed printed: `ORDERBELL_TEST_SEED` repeats a run.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(for test: String) {
        let wanted = ProcessInfo.processInfo.environment["ORDERBELL_TEST_SEED"].flatMap(UInt64.init)
        state = wanted ?? UInt64.random(in: 1 ... .max)
        print("\(test): ORDERBELL_TEST_SEED=\(state)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
