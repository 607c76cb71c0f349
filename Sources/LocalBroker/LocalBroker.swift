// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A mosquitto of one's own, on loopback, with the development configuration.
package final class LocalBroker {
    package let port: UInt16
    private let process: ChildProcess

    /// Its process, for tests that end or freeze it.
    package var processID: Int32 { process.processID }

    /// Starts it; what it must remember is kept in `folder`.
    ///
    /// - Parameter port: nil: a free one.
    package init(folder: String, port wanted: UInt16? = nil) throws {
        guard let program = Self.program else {
            throw LocalBrokerFailure("mosquitto is not installed; run `apt-get install mosquitto`.")
        }
        port = try wanted ?? Self.freePort()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let template = try String(
            contentsOfFile: SharedFiles.path("broker-config/mosquitto-development.conf"),
            encoding: .utf8)
        let file = "\(folder)/mosquitto.conf"
        try template
            .replacingOccurrences(of: "@PORT@", with: String(port))
            .replacingOccurrences(of: "@DIR@", with: folder)
            .write(toFile: file, atomically: true, encoding: .utf8)
        let log = "\(folder)/mosquitto.log"
        let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard output >= 0 else {
            throw LocalBrokerFailure("\(folder) is not writable; choose another folder with --dir.")
        }
        defer { close(output) }
        process = try ChildProcess(program, ["-c", file], output: output, errors: output)
        try waitUntilListening(log: log)
    }

    package func stop() {
        process.stop()
    }

    /// Debian keeps it where only root's PATH looks.
    private static var program: String? {
        ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private func waitUntilListening(log: String) throws {
        for _ in 0..<500 {
            if Self.canConnect(port) { return }
            guard process.isRunning else { break }
            usleep(10_000)
        }
        stop()
        throw LocalBrokerFailure("mosquitto did not start; its own words are in \(log).")
    }

    // MARK: Ports

    package static func freePort() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(0)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                return bind(socket, generic, length) == 0
                    && getsockname(socket, generic, &length) == 0
            }
        }
        guard bound else { throw LocalBrokerFailure("There is no free port on 127.0.0.1.") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func canConnect(_ port: UInt16) -> Bool {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
