// SPDX-License-Identifier: Apache-2.0

import Glibc
import Mosquitto
import Synchronization

/// A value one thread sets and another reads.
final class Recorded<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    var value: Value? { stored.withLock { $0 } }

    func set(_ value: Value) {
        stored.withLock { $0 = value }
    }
}

extension BrokerAddress {
    static func loopback(_ port: UInt16) -> BrokerAddress {
        BrokerAddress(host: "127.0.0.1", port: port)
    }
}

extension [UInt8] {
    func contains(sequence: [UInt8]) -> Bool {
        guard count >= sequence.count else { return false }
        return (0...(count - sequence.count)).contains { start in
            self[start..<(start + sequence.count)].elementsEqual(sequence)
        }
    }
}

/// Lets the broker, which gives up root, read a file in a private folder.
func chmodForBroker(_ path: String) {
    chmod(path, 0o644)
    if let slash = path.lastIndex(of: "/") { chmod(String(path[..<slash]), 0o755) }
}

/// Lets other threads run for a moment while a test watches a counter.
func yieldThread() {
    usleep(500)
}
