// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What the process is to do before it dies.
struct CrashPlan: Sendable {
    var port: UInt16
    var clientID: String
    var topicFilter: String
    var diesAfter: Int
    var record: String

    /// Writes a payload to the record, durably, as a ledger's commit would.
    func commit(_ payload: [UInt8]) {
        let file = open(record, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { exit(3) }
        let line = payload + [UInt8(ascii: "\n")]
        guard write(file, line, line.count) == line.count, fsync(file) == 0 else { exit(3) }
        _ = close(file)
    }

    /// Dies as if killed: nothing is flushed, nobody is told.
    func die() -> Never {
        _exit(9)
    }
}
