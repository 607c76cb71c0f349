// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc
import Logging
import Settings
import Synchronization

/// Reads the configuration again on SIGHUP and says what changed, or why nothing did.
final class Reloader: Sendable {
    private let current: Mutex<Configuration>
    private let reload: @Sendable () throws -> Configuration
    private let apply: @Sendable (Configuration) -> Void
    private let log: Logger

    /// - Parameter apply: puts in force what needs no restart.
    init(
        _ configuration: Configuration, reload: @escaping @Sendable () throws -> Configuration,
        apply: @escaping @Sendable (Configuration) -> Void, log: Logger
    ) {
        current = Mutex(configuration)
        self.reload = reload
        self.apply = apply
        self.log = log
    }

    func start() {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { [self] in
            // The source lives as long as its own handler.
            withExtendedLifetime(source) { read() }
        }
        source.resume()
    }

    private func read() {
        do {
            let next = try reload()
            let changes = next.differences(from: current.withLock { $0 })
            if changes.isEmpty { log.notice("configuration read again: nothing changed") }
            for change in changes { report(change) }
            LogSetup.apply(next.log)
            apply(next)
            current.withLock { $0 = next }
        } catch {
            log.error(
                "the configuration can't be read; the old one stays in force",
                metadata: ["error": "\(error)"])
        }
    }

    private func report(_ change: ConfigurationDifference) {
        let metadata: Logger.Metadata = [
            "key": "\(change.key)", "old": "\(change.old)", "new": "\(change.new)",
        ]
        if change.needsRestart {
            log.warning("configuration changed; takes effect after a restart", metadata: metadata)
        } else {
            log.notice("configuration changed and in force", metadata: metadata)
        }
    }
}
