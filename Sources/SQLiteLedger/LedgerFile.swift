// SPDX-License-Identifier: Apache-2.0
import Glibc
import Ledger

/// The ledger's file as the file system shows it, looked at before SQLite touches it.
///
/// SQLite takes an empty file for a new database and writes into any database: so what is not a
/// ledger of ours is turned away here.
struct LedgerFile {
    let path: String

    /// The file that `path` leads to, so that two names of one ledger have one lock.
    static func existing(at path: String) throws -> LedgerFile {
        guard let resolved = realpath(path, nil) else {
            let file = LedgerFile(path: path)
            try file.checkAccess()
            return file
        }
        defer { free(resolved) }
        return LedgerFile(path: String(cString: resolved))
    }

    /// Which file it is, whatever its name: changes when it is replaced.
    struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64
    }

    /// For SQLite, to read the file alone and write nothing beside it.
    var immutableURI: String {
        let escaped = path.unicodeScalars.map { scalar in
            switch scalar {
            case "%": "%25"
            case "?": "%3f"
            case "#": "%23"
            default: String(scalar)
            }
        }
        return "file:\(escaped.joined())?immutable=1"
    }

    var walPath: String { path + "-wal" }

    var exists: Bool { status(of: path) != nil || errno == EACCES }

    var identity: Identity? {
        status(of: path).map { Identity(device: UInt64($0.st_dev), inode: UInt64($0.st_ino)) }
    }

    var bytes: Int64 { status(of: path).map { Int64($0.st_size) } ?? 0 }

    var walBytes: Int64 { status(of: walPath).map { Int64($0.st_size) } ?? 0 }

    /// - Throws: ``LedgerError`` unless a ledger of a version we know is at ``path``.
    func check() throws {
        try checkAccess()
        let header = try readHeader()
        guard !header.isEmpty else {
            throw refusal(
                .corrupt,
                "\(path) is empty, which a ledger never is; restore a backup, or remove it and"
                    + " create a new ledger with `orderbell init`")
        }
        guard header.count == Self.headerBytes, header.starts(with: Self.magic) else {
            if !header.contains(where: { $0 != 0 }) {
                throw refusal(.corrupt, "the start of \(path) is zeroed; \(SQLiteFault.restore)")
            }
            throw foreign
        }
        guard number(in: header, at: 68) == UInt32(bitPattern: Migrator.applicationID) else {
            throw foreign
        }
        guard number(in: header, at: 60) <= UInt32(Migration.all.count) else {
            throw Migrator.newer
        }
        try checkSize(header)
    }

    private func checkAccess() throws {
        guard let status = status(of: path) else {
            let reason = errno
            guard reason == ENOENT || reason == ENOTDIR else {
                throw refusal(
                    .unavailable,
                    "\(path) can't be reached (\(Self.reason(reason))); let Orderbell's user in")
            }
            throw refusal(
                .missing, "there is no ledger at \(path); create one with `orderbell init`")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw foreign }
        guard access(path, R_OK | W_OK) == 0 else {
            throw refusal(
                .unavailable,
                "\(path) can't be read and written (\(Self.reason(errno))); give it to Orderbell's"
                    + " user with mode 0600")
        }
        guard access(directory, W_OK | X_OK) == 0 else {
            throw refusal(
                .unavailable,
                "the folder \(directory) can't be written (\(Self.reason(errno))); the ledger keeps"
                    + " files beside itself: let Orderbell's user write there")
        }
    }

    /// A checkpoint that a crash has cut short leaves a short file too, and a -wal that completes
    /// it: only without one is short truncated. With one, SQLite sees for itself.
    private func checkSize(_ header: [UInt8]) throws {
        let field = UInt32(header[16]) << 8 | UInt32(header[17])
        let pageBytes = field == 1 ? 65_536 : Int64(field)
        let expected = Int64(number(in: header, at: 28)) * pageBytes
        guard walBytes > 0 || bytes >= expected else {
            throw refusal(
                .corrupt, "\(path) has \(bytes) of \(expected) bytes; \(SQLiteFault.restore)")
        }
    }

    private func readHeader() throws -> [UInt8] {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw refusal(.unavailable, "\(path) can't be opened (\(Self.reason(errno)))")
        }
        defer { Glibc.close(descriptor) }
        var header = [UInt8](repeating: 0, count: Self.headerBytes)
        let count = Glibc.read(descriptor, &header, Self.headerBytes)
        guard count >= 0 else {
            throw refusal(
                .storage, "\(path) can't be read (\(Self.reason(errno))); check its disk")
        }
        return Array(header.prefix(count))
    }

    private func number(in header: [UInt8], at offset: Int) -> UInt32 {
        header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private var foreign: LedgerError {
        refusal(
            .foreign,
            "\(path) is not a ledger of Orderbell's; nothing was changed; name another"
                + " file")
    }

    private func refusal(_ code: LedgerError.Code, _ advice: String) -> LedgerError {
        LedgerError(code, "open the ledger", advice: advice)
    }

    var directory: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }

    private static let headerBytes = 100
    private static let magic = Array("SQLite format 3".utf8) + [0]
}
