// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import LocalBroker

/// A real mosquitto that can be killed and started again on the same port.
final class TestBroker: @unchecked Sendable {
    // Safe because only the test that owns the instance ends or restarts it.
    let folder: String
    let port: UInt16
    private var broker: LocalBroker

    init(folder: String) throws {
        self.folder = folder
        broker = try Self.start(folder)
        port = broker.port
    }

    /// Tries again when somebody else took the free port first.
    private static func start(_ folder: String) throws -> LocalBroker {
        for _ in 0..<4 {
            if let broker = try? LocalBroker(folder: folder) { return broker }
        }
        return try LocalBroker(folder: folder)
    }

    func stop() { broker.stop() }

    /// As when the machine loses power: nothing is saved on the way.
    func kill() {
        Glibc.kill(broker.processID, SIGKILL)
        broker.stop()
    }

    /// Starts it again on the same port with what the folder remembers.
    func restart() throws { broker = try LocalBroker(folder: folder, port: port) }

    /// Everything it remembers: sessions, queues, retained messages. Not while it runs.
    func forget() {
        // It may not have saved anything yet.
        try? FileManager.default.removeItem(atPath: "\(folder)/mosquitto.db")
    }

    func freeze() { Glibc.kill(broker.processID, SIGSTOP) }
    func thaw() { Glibc.kill(broker.processID, SIGCONT) }

    var log: String {
        (try? String(contentsOfFile: "\(folder)/mosquitto.log", encoding: .utf8)) ?? ""
    }
}
