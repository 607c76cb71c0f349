// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file that was not there before and that only its owner can read.
struct NewFile {
    let path: String

    /// Makes the file, empty, with mode 0600.
    ///
    /// - Throws: Also when something is there already, a dangling link too.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        close(descriptor)
    }

    /// Makes `text` what the file holds, on stable storage.
    func write(_ text: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            bytes = bytes.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    /// Takes the file away again.
    func remove() { unlink(path) }

    private static func failure(_ path: String) -> CommandFailure {
        let number = errno
        if number == EEXIST {
            return CommandFailure(
                "\(path) is there already; nothing is overwritten.",
                next: "Take another folder with --dir, or move the file away yourself.")
        }
        return CommandFailure(
            "\(path) can't be written: \(String(cString: strerror(number))).",
            next: "Make the folder yours, or name another by --dir.")
    }
}
