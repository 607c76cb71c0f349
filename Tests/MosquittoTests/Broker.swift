// SPDX-License-Identifier: Apache-2.0

import Glibc
import Mosquitto
import Testing

/// A real mosquitto on a free port of the loopback, with its files in a temporary folder.
final class Broker {
    let port: UInt16
    let folder: TestFolder
    private let configuration: String
    private var process: ChildProcess

    /// Starts a broker and waits until it listens.
    ///
    /// - Parameter lines: Configuration after the `listener` line; by default anyone may do all.
    init(_ lines: String = "allow_anonymous true", in folder: TestFolder? = nil) throws {
        let folder = try folder ?? TestFolder()
        self.folder = folder
        for _ in 0..<5 {
            let port = try FreePort.find()
            let text = """
                listener \(port) 127.0.0.1
                \(lines)
                max_inflight_messages 500
                max_queued_messages 200000
                set_tcp_nodelay true
                log_type all

                """
            let path = try folder.write("mosquitto.conf", text)
            let process = try Self.start(path, folder)
            if Self.isListening(port, process) {
                self.port = port
                configuration = path
                self.process = process
                return
            }
        }
        throw TestFailure("mosquitto does not start:\n\(readFile(folder.file("broker.log")))")
    }

    var address: BrokerAddress { BrokerAddress(host: "127.0.0.1", port: port) }
    var log: String { readFile(folder.file("broker.log")) }

    /// Ends the broker as a power cut would, and waits until it is gone.
    func kill() {
        process.kill(SIGKILL)
        process.waitForEnd()
    }

    /// Starts it again on the same port, after `kill`.
    func restart() throws {
        process = try Self.start(configuration, folder)
        guard Self.isListening(port, process) else { throw TestFailure("no restart:\n\(log)") }
    }

    private static func start(_ path: String, _ folder: TestFolder) throws -> ChildProcess {
        try ChildProcess(
            TestEnvironment.mosquittoPath, ["-c", path], log: folder.file("broker.log"))
    }

    private static func isListening(_ port: UInt16, _ process: ChildProcess) -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline, !process.hasEnded {
            if FreePort.accepts(port) { return true }
            usleep(5000)
        }
        return false
    }
}

/// Runs a test against a broker and shows the broker's log if it throws.
func withBroker(
    _ lines: String = "allow_anonymous true", _ body: (Broker) throws -> Void
) throws {
    let broker = try Broker(lines)
    do {
        try body(broker)
    } catch {
        print("broker log:\n\(broker.log.suffix(4000))")
        throw error
    }
}
