// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A small file read as a whole: never a folder, a pipe or a device, never more than asked for.
package struct BoundedFile: Sendable {
    package let bytes: [UInt8]
    /// The permission bits.
    package let mode: UInt32
    package let owner: UInt32

    /// Follows symbolic links.
    ///
    /// - Throws: A phrase that fits behind the path: "can't be read: Permission denied".
    package init(reading path: String, bytesMax: Int) throws(ValueFault) {
        // Without O_NONBLOCK a pipe without a writer would hold us up for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.fault(errno) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw Self.fault(errno) }
        guard info.st_mode & S_IFMT != S_IFDIR else {
            throw ValueFault("is a folder; a file is needed")
        }
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw ValueFault("is a pipe or a device; a file is needed")
        }
        guard info.st_size <= bytesMax else { throw Self.tooLarge(bytesMax) }
        bytes = try Self.read(descriptor, bytesMax: bytesMax)
        mode = info.st_mode & 0o7777
        owner = info.st_uid
    }

    /// Whether nobody but the owner can read or write it, and the owner is us or root.
    package var isPrivate: Bool { mode & 0o077 == 0 && (owner == geteuid() || owner == 0) }

    /// Whether something is at `path`, a dangling link too.
    package static func exists(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }

    private static func read(_ descriptor: CInt, bytesMax: Int) throws(ValueFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var length = 0
        while length < bytes.count {
            let room = bytes.count - length
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + length }, room)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault(errno) }
            if count == 0 { break }
            length += count
        }
        guard length <= bytesMax else { throw tooLarge(bytesMax) }
        bytes.removeLast(bytes.count - length)
        return bytes
    }

    private static func tooLarge(_ bytesMax: Int) -> ValueFault {
        ValueFault("is larger than \(bytesMax) bytes")
    }

    private static func fault(_ number: CInt) -> ValueFault {
        if number == ENOENT { return ValueFault("is not there") }
        return ValueFault("can't be read: \(String(cString: strerror(number)))")
    }
}
