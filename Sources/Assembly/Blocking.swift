// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Work that blocks a thread, kept off the cooperative pool.
package enum Blocking {
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async
        -> Result
    {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }
}
