// SPDX-License-Identifier: Apache-2.0
import GRDB
import Glibc
import Ledger

/// A ledger's file made under another name and put in its place complete.
struct LedgerCopy {
    let target: LedgerFile

    init(to path: String) { target = LedgerFile(path: path) }

    /// - Parameter make: gets the name to build under; must have closed the file when it returns.
    func build(_ make: (String) throws -> Void) throws {
        let building = target.path + ".building"
        try removeAll(building)
        do {
            try checkFolder()
            try createEmpty(building)
            try make(building)
            try sync(building)
            try move(building)
            try sync(target.directory)
        } catch {
            try removeAll(building)
            throw SQLiteFault.translate(error, "create a ledger")
        }
    }

    /// Copies with SQLite's backup interface: one consistent state, while writes go on.
    func make(from pool: DatabasePool) throws {
        guard !target.exists else {
            throw LedgerError(
                .foreign, "back up the ledger",
                advice: "\(target.path) exists already; nothing was changed; name another file")
        }
        try build { building in
            let copy = try DatabaseQueue(path: building)
            try pool.backup(to: copy)
            // A copy is nobody's: it was never open, and nothing beside it is missing.
            try copy.writeWithoutTransaction { try $0.execute(sql: "UPDATE run SET open = 0") }
            try copy.close()
        }
    }

    private func checkFolder() throws {
        guard access(target.directory, W_OK | X_OK) == 0 else {
            throw LedgerError(
                .unavailable, "create a ledger",
                advice: "the folder \(target.directory) can't be written"
                    + " (\(LedgerFile.reason(errno))); let Orderbell's user write there"
            )
        }
    }

    /// Readable by its owner only, from the first moment; SQLite gives -wal and -shm the same mode.
    private func createEmpty(_ path: String) throws {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create \(path)") }
        Glibc.close(descriptor)
    }

    private func sync(_ path: String) throws {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open \(path)") }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync \(path)") }
    }

    /// Does not replace a file that has appeared meanwhile.
    private func move(_ path: String) throws {
        guard link(path, target.path) == 0 else { throw failure("put \(target.path) in place") }
        guard unlink(path) == 0 else { throw failure("remove \(path)") }
    }

    private func removeAll(_ path: String) throws {
        for name in [path, path + "-wal", path + "-shm", path + "-journal"] {
            guard unlink(name) == 0 || errno == ENOENT || errno == ENOTDIR else {
                throw failure("remove \(name)")
            }
        }
    }

    private func failure(_ operation: String) -> LedgerError {
        LedgerError(
            .storage, operation, advice: "\(LedgerFile.reason(errno)); look after its disk")
    }
}
