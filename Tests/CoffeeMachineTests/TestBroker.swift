// SPDX-License-Identifier: Apache-2.0

import Foundation
import Mosquitto
import Synchronization

/// A real mosquitto on a free port of the loopback, with its files in a temporary folder.
final class TestBroker {
    let port: UInt16
    private let folder: String
    private let process: Process
    private let log: BrokerLog

    /// Starts a broker and waits until it says that it runs.
    init() throws {
        var last = "no mosquitto found"
        for _ in 0..<5 {
            let port = try Self.freePort()
            let (process, log, folder) = try Self.launch(port)
            if log.waitForStart() {
                (self.port, self.folder, self.process, self.log) = (port, folder, process, log)
                return
            }
            last = log.text
            Self.end(process, folder)
        }
        throw TestFailure("mosquitto does not start: \(last)")
    }

    deinit { Self.end(process, folder) }

    var logText: String { log.text }

    /// Settings for any client, with short waits.
    func settings(_ clientID: String = "-", _ version: MQTTVersion = .v5) -> ConnectionSettings {
        var settings = ConnectionSettings(
            clientID: clientID, addresses: [BrokerAddress(host: "127.0.0.1", port: port)])
        settings.version = version
        settings.backoff = Backoff(base: .milliseconds(10), max: .milliseconds(100))
        return settings
    }

    private static func launch(_ port: UInt16) throws -> (Process, BrokerLog, String) {
        guard let path = TestEnvironment.mosquittoPath else {
            throw TestFailure("mosquitto is not installed")
        }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("machine-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let file = "\(folder)/mosquitto.conf"
        let text = """
            listener \(port) 127.0.0.1
            allow_anonymous true
            max_inflight_messages 1000
            max_queued_messages 100000
            set_tcp_nodelay true
            log_dest stderr
            log_type all

            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-c", file]
        let log = BrokerLog()
        process.standardError = log.pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return (process, log, folder)
    }

    private static func end(_ process: Process, _ folder: String) {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A port nobody listens on now.
    private static func freePort() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) + getsockname(socket, pointer, &size)
            }
        }
        guard code == 0 else { throw TestFailure("no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// What a broker says, read as it comes.
final class BrokerLog: Sendable {
    let pipe = Pipe()
    private let read = Mutex("")
    private let started = DispatchSemaphore(value: 0)

    init() {
        pipe.fileHandleForReading.readabilityHandler = { [self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            let text = self.read.withLock { text in
                text = String((text + String(decoding: data, as: UTF8.self)).suffix(20_000))
                return text
            }
            if data.isEmpty || text.contains(" running") { started.signal() }
        }
    }

    var text: String { read.withLock { $0 } }

    /// Waits until the broker runs. False if it has ended instead.
    func waitForStart() -> Bool {
        _ = started.wait(timeout: .now() + 20)
        return text.contains(" running")
    }
}
