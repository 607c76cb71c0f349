// SPDX-License-Identifier: Apache-2.0
import Glibc
import Ledger
import Synchronization

/// Keeps a ledger to one process: an advisory lock on `FILE.lock`, which the kernel drops when the
/// process ends, however it ends. The file itself stays.
final class InstanceLock: Sendable {
    /// Nil once released: a descriptor closed twice would be somebody else's by then.
    private let held: Mutex<Int32?>

    init(ledger path: String) throws {
        let lockPath = path + ".lock"
        // Not inherited by programs we start: a child must not hold the ledger after our end.
        let descriptor = Glibc.open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LedgerError(
                .unavailable, "open the ledger",
                advice: "\(lockPath) can't be written (\(LedgerFile.reason(errno)));"
                    + " let Orderbell's user write that folder")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            Glibc.close(descriptor)
            throw reason == EWOULDBLOCK ? Self.inUse(path) : Self.noLock(lockPath, reason)
        }
        held = Mutex(descriptor)
    }

    deinit { release() }

    func release() {
        held.withLock { held in
            guard let descriptor = held else { return }
            held = nil
            // Closing would be enough but for forks that share the descriptor.
            flock(descriptor, LOCK_UN)
            Glibc.close(descriptor)
        }
    }

    private static func inUse(_ path: String) -> LedgerError {
        LedgerError(
            .inUse, "open the ledger",
            advice: "another Orderbell has \(path) open; stop it, or use it through its address")
    }

    private static func noLock(_ lockPath: String, _ reason: Int32) -> LedgerError {
        LedgerError(
            .unavailable, "open the ledger",
            advice: "\(lockPath) can't be locked (\(LedgerFile.reason(reason))); keep the ledger on"
                + " a local disk")
    }
}
