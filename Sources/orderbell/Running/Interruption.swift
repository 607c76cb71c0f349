// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import Glibc

/// Ctrl-C and SIGTERM, for commands that run until told to stop.
///
/// Taken from the moment it is made, so make it before anything is told to the outside.
final class Interruption: @unchecked Sendable {
    // Safe because: both are set once, and cancelling a source may be done on any thread.
    private let signals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (signals, channel) = AsyncStream.makeStream(of: Void.self)
        self.signals = signals
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { channel.yield() }
            source.resume()
            return source
        }
    }

    /// Returns at the first of them, or when the task is cancelled.
    func wait() async {
        for await _ in signals { break }
        sources.forEach { $0.cancel() }
    }
}
