// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// One Orderbell under test: its folder, its broker, and the service while it runs.
final class Orderbell: @unchecked Sendable {
    // Safe because only the test that owns the instance starts or ends the service.
    /// The instance that the tests of ``SharedServiceTests`` have in common.
    @TaskLocal static var shared: Orderbell?

    let folder: Folder
    let broker: TestBroker
    let backendToken: String
    let operatorToken: String
    private(set) var service: RunningProgram?
    private(set) var http = ""
    private(set) var ops = ""
    private let names = Atomic(0)

    /// `orderbell init` in a new folder, and a broker.
    init() throws {
        folder = try Folder()
        broker = try TestBroker(folder: "\(folder.path)/broker")
        let tokens = try run(
            TestEnvironment.orderbell, ["init", "--dir", "\(folder.path)/data", "--json"]
        ).json["tokens"]
        guard let backend = tokens["backend"].string, let ops = tokens["operator"].string else {
            throw TestFailure("init gave no tokens: \(tokens)")
        }
        (backendToken, operatorToken) = (backend, ops)
    }

    var data: String { "\(folder.path)/data" }

    private var environment: [String: String] {
        [
            "ORDERBELL_BROKER": "mqtt://127.0.0.1:\(broker.port)",
            "ORDERBELL_HTTP": "127.0.0.1:0", "ORDERBELL_OPS": "127.0.0.1:0",
        ]
    }

    // MARK: The service

    /// Starts the service and waits until it says that it serves.
    func serve(_ arguments: String...) throws {
        let service = try RunningProgram(
            TestEnvironment.orderbell, ["serve", "--dir", data] + arguments,
            environment: environment)
        self.service = service
        let line = try service.output.wait("the line \"ready\"") { lines in
            lines.first { $0.hasPrefix("ready ") }
        }
        for word in line.split(separator: " ") {
            if word.hasPrefix("http=") { http = String(word.dropFirst(5)) }
            if word.hasPrefix("ops=") { ops = String(word.dropFirst(4)) }
        }
    }

    /// SIGKILL.
    func kill() { service?.kill() }

    /// SIGTERM; returns how it ended.
    @discardableResult
    func stop(seconds: TimeInterval = 30) throws -> Ended? {
        service?.signal(SIGTERM)
        return try service?.end(seconds: seconds)
    }

    /// Ends everything, the youngest first.
    func tearDown() {
        service?.kill()
        broker.stop()
        folder.remove()
    }

    var logs: String {
        """
        --- orderbell
        \((service?.output.all.suffix(5) ?? []).joined(separator: "\n"))
        \((service?.errors.all.suffix(60) ?? []).joined(separator: "\n"))
        --- mosquitto
        \(broker.log.suffix(4000))
        """
    }

    // MARK: The command line

    /// Runs `orderbell …` on the instance's folder.
    func cli(_ arguments: String..., seconds: TimeInterval = 60) throws -> Ended {
        try run(
            TestEnvironment.orderbell, arguments + ["--dir", data], environment: environment,
            seconds: seconds)
    }

    /// Runs `orderbell … --json` and returns what it tells.
    func ask(_ arguments: String...) throws -> JSON {
        try run(
            TestEnvironment.orderbell, arguments + ["--dir", data, "--json"],
            environment: environment
        ).json
    }

    /// A name that no other test uses.
    func name(_ start: String) -> String {
        "\(start)-\(names.add(1, ordering: .relaxed).newValue)"
    }
}

/// Runs `body` with a service of its own; shows the logs if it throws.
func withOrderbell(
    serving: Bool = true, _ body: (Orderbell) async throws -> Void
) async throws {
    let orderbell = try Orderbell()
    defer { orderbell.tearDown() }
    do {
        if serving { try orderbell.serve() }
        try await body(orderbell)
    } catch {
        print(orderbell.logs)
        throw error
    }
}
