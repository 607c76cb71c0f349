// SPDX-License-Identifier: Apache-2.0
import Bridge
import CoffeeMachine
import Contract
import Delivery
import Foundation
import HTTPAPI
import Ledger
import LocalBroker
import Logging
import Mosquitto
package import Settings

/// See it work in a minute: a private broker, the bridge on an embedded ledger, two simulated
/// machines, and a day of orders.
package struct Quickstart: Sendable {
    package var configuration: Configuration
    /// The token for the order backend, to show how to send an order oneself.
    package var backendToken: String?
    /// End when every delivery has its outcome.
    package var once = false
    /// Order changes per second.
    package var rate = 20.0
    package var orders: String?

    package init(configuration: Configuration) { self.configuration = configuration }

    /// - Returns: the exit status: 0 when it ended with every delivery at its outcome, or was told
    ///   to stop.
    package func run() async throws -> Int32 {
        var configuration = configuration
        configuration.log.level =
            configuration.log.level == .info ? .error : configuration.log.level
        let log = LogSetup.bootstrap(configuration.log)
        let folder = configuration.folder.resolve("broker")
        let broker = try LocalBroker(folder: folder)
        defer { broker.stop() }
        configuration.broker.username = nil
        configuration.broker.url = BrokerURL(
            isEncrypted: false, addresses: [HostPort(host: "127.0.0.1", port: broker.port)])
        let instance = try Instance(configuration, broker: true, log: log)
        let file = RunFile(configuration)
        defer { file.remove() }
        let status = Outcome<Int32>()
        do {
            try await Assembly.run(instance, log: log) { [configuration] in
                try await instance.waitUntilServing()
                try file.write(
                    http: instance.addresses[.http] ?? "", ops: instance.addresses[.ops] ?? "")
                status.set(try await play(instance, configuration))
                throw Finished()
            }
        } catch is Finished {
        } catch is CancellationError {
            // Ctrl-C: everything was stopped in order.
        }
        // Stopped before it came to an end: for `once` that is not what was asked for.
        return status.value ?? (once ? 1 : 0)
    }

    private func play(_ instance: Instance, _ configuration: Configuration) async throws -> Int32 {
        try await addPartners(instance)
        let fleet = try machines(configuration)
        try fleet.start()
        let display = LedgerDisplay(instance: instance, plain: once)
        display.welcome(
            configuration, http: instance.addresses[.http] ?? "", token: backendToken)
        do {
            let fed = try await feed(instance, display)
            let status = try await watch(display, fed: fed)
            await Blocking.run { fleet.stop() }
            return status
        } catch {
            await Blocking.run { fleet.stop() }
            throw error
        }
    }

    // MARK: Parts

    private static let partners: [(id: String, name: String, format: TriggerFormat)] = [
        ("lungo", "Lungo Coffee Bars", .full), ("ristretto", "Ristretto & Daughters", .trigger),
    ]

    private func addPartners(_ instance: Instance) async throws {
        for (id, name, format) in Self.partners {
            let id = PartnerID(trusted: id)
            guard instance.host.directory.partner(id) == nil else { continue }
            var settings = configuration.partners
            settings.name = name
            settings.format = format
            let now = instance.api.clock.now().wall
            let token = Tokens.make(role: .partner, partner: id, at: now)
            let partner = Partner(id: id, settings: settings, createdAt: now)
            _ = try await instance.api.command(.addPartner(partner, token.record))
        }
    }

    private func machines(_ configuration: Configuration) throws -> MachineFleet {
        var behaviour = MachineBehaviour()
        behaviour.delay = .milliseconds(40) ... .milliseconds(400)
        behaviour.seed = 7
        let device = DeviceID(trusted: "machine-1")
        return try MachineFleet(
            Self.partners.map { MachineID(partner: PartnerID(trusted: $0.id), device: device) },
            broker: configuration.connection, topics: Topics(root: configuration.topicRoot),
            behaviour: behaviour)
    }

    /// Sends the example orders at the wanted rate, a tenth of a second's worth at a time.
    private func feed(_ instance: Instance, _ display: LedgerDisplay) async throws -> Int {
        let path = try orders ?? SharedFiles.path("examples/orders.jsonl")
        let run = String(UInt32(truncatingIfNeeded: Int(Date().timeIntervalSince1970)), radix: 36)
        let stream = try OrderStream(path: path, run: run)
        let start = ContinuousClock.now
        var sent = 0
        while sent < stream.changes.count {
            let elapsed = start.duration(to: .now) / .seconds(1)
            let due = min(stream.changes.count, Int(elapsed * rate) + 1)
            if due > sent {
                try await send(Array(stream.changes[sent..<due]), to: instance)
                sent = due
            }
            try await display.refresh(progress: "\(sent) of \(stream.changes.count) changes sent")
            try await Task.sleep(for: .milliseconds(100))
        }
        return sent
    }

    private func send(_ changes: [OrderChange], to instance: Instance) async throws {
        let answer = await withCheckedContinuation { continuation in
            let request = ChangeRequest(items: changes.map { .success($0) }) {
                continuation.resume(returning: $0)
            }
            instance.host.post(.changes(request))
        }
        let refused = try answer.get().first { $0.problem != nil }
        if let problem = refused?.problem {
            throw RunFailure("An example order was refused: \(problem.detail)")
        }
    }

    /// Shows the ledger until it is at rest (`once`) or for ever.
    private func watch(_ display: LedgerDisplay, fed: Int) async throws -> Int32 {
        let end = ContinuousClock.now + Self.patience
        while true {
            let open = try await display.refresh(progress: "\(fed) changes sent")
            if once, open == 0 {
                try await display.final()
                return 0
            }
            if once, ContinuousClock.now > end {
                try await display.final()
                return 1
            }
            try await Task.sleep(for: .milliseconds(once ? 50 : 500))
        }
    }

    /// `--once` gives up after this; every delivery should have its outcome long before.
    private static let patience = Duration.seconds(600)
}
