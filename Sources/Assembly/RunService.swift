// SPDX-License-Identifier: Apache-2.0
import Bridge
import Dispatch
import Glibc
import HTTPAPI
import Logging
import ServiceLifecycle
package import Settings
import UnixSignals

/// Serves until SIGTERM or SIGINT; SIGHUP reads the configuration again.
///
/// - Parameter reload: reads the configuration anew, by the same rules as at start.
package func runService(
    _ configuration: Configuration,
    reload: @escaping @Sendable () throws -> Configuration
) async throws {
    let log = LogSetup.bootstrap(configuration.log)
    let instance = try Instance(configuration, broker: true, log: log)
    let file = RunFile(configuration)
    defer { file.remove() }
    let reloader = Reloader(
        configuration, reload: reload, apply: { instance.apply($0) }, log: log)
    reloader.start()
    try await run(instance, log: log) {
        try await instance.waitUntilServing()
        let (http, ops) = (instance.addresses[.http] ?? "", instance.addresses[.ops] ?? "")
        try file.write(http: http, ops: ops)
        StandardOutput.line("ready http=\(http) ops=\(ops) broker=\(configuration.broker.url)")
    }
    log.notice("stopped")
}

/// Runs an instance's services until they are told to stop; `ready` runs once beside them.
///
/// A failing service, or a failing `ready`, stops all of them in order, and is thrown.
func run(
    _ instance: Instance, log: Logger, signals: [UnixSignal] = [.sigterm, .sigint],
    ready: @escaping @Sendable () async throws -> Void
) async throws {
    var configuration = serviceGroup(instance, log: log, signals: signals)
    configuration.services.append(
        .init(
            service: ReadyService(body: ready), successTerminationBehavior: .ignore,
            failureTerminationBehavior: .gracefullyShutdownGroup))
    try await ServiceGroup(configuration: configuration).run()
}

/// The instance's services as one group: one that ends takes the others with it, in order.
func serviceGroup(
    _ instance: Instance, log: Logger, signals: [UnixSignal]
) -> ServiceGroupConfiguration {
    var configuration = ServiceGroupConfiguration(
        services: instance.services.map {
            .init(
                service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        },
        gracefulShutdownSignals: signals, logger: log)
    configuration.maximumGracefulShutdownDuration = .seconds(10)
    return configuration
}

/// Says once that all is up.
private struct ReadyService: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws { try await cancelWhenGracefulShutdown { try await body() } }
}

extension Instance {
    /// Returns when both listeners are bound and, with a short patience, the broker is there.
    func waitUntilServing() async throws {
        let start = ContinuousClock.now
        while addresses[.ops] == nil || (link != nil && addresses[.http] == nil) {
            guard ContinuousClock.now - start < Self.listenerPatience else {
                throw RunFailure("A listener did not come up; see the log.")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        guard link != nil else { return }
        while ContinuousClock.now - start < Self.brokerPatience {
            let status = try await api.status()
            if status.publisherUp, status.listenerUp { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        api.log.warning("serving without the broker: changes are accepted and wait for it")
    }

    private static let listenerPatience = Duration.seconds(20)
    private static let brokerPatience = Duration.seconds(5)
}
