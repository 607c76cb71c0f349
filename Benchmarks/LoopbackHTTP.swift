// SPDX-License-Identifier: Apache-2.0
import Glibc

/// One keep-alive connection to a server on loopback, with as little work per request as can be: the
/// load generator shares two cores with what it measures.
final class LoopbackHTTP {
    private let socket: Int32
    private let token: String
    private var buffer: [UInt8] = []

    /// - Parameter address: `127.0.0.1:PORT`.
    init(_ address: String, token: String) throws {
        self.token = token
        guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw BenchFailure("\(address) is no address")
        }
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else { throw BenchFailure("nothing listens on \(address)") }
        var on: Int32 = 1
        setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(socket) }

    /// - Returns: status and body.
    func post(_ path: String, _ body: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        var request = Array(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n".utf8)
        request += Array(
            "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
        request += body
        try send(request)
        return try receive()
    }

    private func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(socket, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchFailure("the server closed the connection") }
            rest = rest.dropFirst(count)
        }
    }

    private func receive() throws -> (Int, [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let head = buffer.firstRange(of: end) {
                let text = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).lowercased()
                let status = Int(text.dropFirst(9).prefix(3)) ?? 0
                let length =
                    text.split(separator: "\r\n")
                    .first { $0.hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
                while buffer.count < head.upperBound + length { try fill() }
                let body = Array(buffer[head.upperBound..<(head.upperBound + length)])
                buffer.removeFirst(head.upperBound + length)
                return (status, body)
            }
            try fill()
        }
    }

    private func fill() throws {
        var part = [UInt8](repeating: 0, count: 65_536)
        let count = part.withUnsafeMutableBytes { read(socket, $0.baseAddress, $0.count) }
        guard count > 0 else { throw BenchFailure("the server closed the connection") }
        buffer += part[..<count]
    }
}

/// A sentence for the person who runs the benchmark.
package struct BenchFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
