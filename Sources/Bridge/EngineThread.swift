// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A thread that blocks on disk and on nothing else; kept off the cooperative pool.
final class EngineThread {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(self).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                let thread = Unmanaged<EngineThread>.fromOpaque(raw).takeRetainedValue()
                thread.body()
                return nil
            }, box)
        precondition(code == 0, "the system has no thread left for the engine: \(code)")
        pthread_detach(thread)
    }
}
