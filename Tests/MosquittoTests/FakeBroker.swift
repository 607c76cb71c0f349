// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A scripted peer: says exactly the bytes a test wants said. One connection after the other.
final class FakeBroker: @unchecked Sendable {
    // Safe because the script's thread alone touches the peer, and `ended` is a semaphore.
    let port: UInt16
    private let listener: Int32
    private let ended = DispatchSemaphore(value: 0)

    /// Starts to listen; `script` gets each connection with its number, from 0.
    init(_ script: @escaping @Sendable (FakePeer, Int) -> Void) throws {
        let listener = try FreePort.listen()
        self.listener = listener
        port = FreePort.port(of: listener)
        let ended = ended
        let thread = Thread {
            var number = 0
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { break }
                script(FakePeer(socket), number)
                number += 1
            }
            ended.signal()
        }
        thread.start()
    }

    /// Stops listening and waits for the script. Close the client first.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        ended.wait()
        close(listener)
    }
}

/// One connection of a fake broker. Closes with its last reference.
final class FakePeer: @unchecked Sendable {
    // Safe because one thread at a time touches it: the script's, or a delegate call it awaits.
    private let socket: Int32

    init(_ socket: Int32) {
        self.socket = socket
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) {
        _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// The next packet, first byte and body; nil at the end.
    func receive() -> (first: UInt8, body: [UInt8])? {
        guard let first = take(1)?.first else { return nil }
        var length = 0
        var shift = 0
        while let byte = take(1)?.first {
            length |= Int(byte & 127) << shift
            shift += 7
            if byte < 128 { break }
        }
        return take(length).map { (first, $0) }
    }

    /// Whether a byte has arrived and not been read.
    var hasBytes: Bool {
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }

    /// Reads until the other side closes.
    func drain() {
        while receive() != nil {}
    }

    /// Takes CONNECT and says yes, with these properties.
    func welcome(sessionPresent: Bool = false, properties: [UInt8] = []) {
        _ = receive()
        send([0x20, UInt8(3 + properties.count), sessionPresent ? 1 : 0, 0])
        send([UInt8(properties.count)] + properties)
    }

    private func take(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var got = 0
        while got < count {
            let part = bytes.withUnsafeMutableBytes {
                recv(socket, $0.baseAddress?.advanced(by: got), count - got, 0)
            }
            guard part > 0 else { return nil }
            got += part
        }
        return bytes
    }
}

/// Runs a test against a scripted peer. The body must close its connections.
func withFakeBroker(
    _ script: @escaping @Sendable (FakePeer, Int) -> Void, _ body: (FakeBroker) throws -> Void
) throws {
    let broker = try FakeBroker(script)
    defer { broker.stop() }
    try body(broker)
}

extension FakePeer {
    /// Sends the PUBACK for a PUBLISH with this body.
    func acknowledge(_ body: [UInt8]) {
        let topic = Int(body[0]) << 8 | Int(body[1])
        send([0x40, 2, body[2 + topic], body[3 + topic]])
    }
}
