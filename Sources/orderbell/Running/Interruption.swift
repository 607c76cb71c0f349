// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
internal import Glibc

/// Ctrl-C and SIGTERM, for commands that run until told to stop.
enum Interruption {
    /// Returns at the first of them, or when the task is cancelled.
    static func wait() async {
        let (signals, source) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            return source
        }
        for one in sources {
            one.setEventHandler { source.yield() }
            one.resume()
        }
        for await _ in signals { break }
        sources.forEach { $0.cancel() }
    }
}
