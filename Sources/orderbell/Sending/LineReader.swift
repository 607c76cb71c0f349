// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Reads the lines of a file or of standard input, never holding more than one of them and a
/// buffer.
struct LineReader {
    /// One line, without its line break.
    struct Line {
        /// Counted from 1.
        let number: Int
        /// Nil for a line that is too long; what it held is skipped.
        let bytes: [UInt8]?
    }

    /// The size of a file; nil for anything that has none.
    let byteCount: Int?
    /// Bytes that have been read.
    private(set) var bytesRead = 0
    private let descriptor: CInt
    private let lineBytesMax: Int
    private var buffer: ArraySlice<UInt8> = []
    private var number = 0
    private static let bufferBytes = 65_536

    /// - Parameter path: `-` for standard input. The file stays open until the process ends.
    init(_ path: String, lineBytesMax: Int) throws(CommandFailure) {
        self.lineBytesMax = lineBytesMax
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw Self.failure(path) }
        byteCount = info.st_mode & S_IFMT == S_IFREG ? Int(info.st_size) : nil
    }

    /// The next line; nil at the end.
    mutating func next() throws(CommandFailure) -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        var isAtEnd = false
        while true {
            if buffer.isEmpty {
                try fill()
                isAtEnd = buffer.isEmpty
            }
            let part = buffer.prefix { $0 != UInt8(ascii: "\n") }
            buffer = buffer[part.endIndex...]
            isTooLong = isTooLong || line.count + part.count > lineBytesMax
            if isTooLong { line = [] } else { line += part }
            if isAtEnd, line.isEmpty, !isTooLong { return nil }
            guard isAtEnd || !buffer.isEmpty else { continue }
            buffer = buffer.dropFirst()
            number += 1
            return Line(number: number, bytes: isTooLong ? nil : line)
        }
    }

    private mutating func fill() throws(CommandFailure) {
        var bytes = [UInt8](repeating: 0, count: Self.bufferBytes)
        while true {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("the input") }
            bytesRead += count
            buffer = bytes[..<count]
            return
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(
            "\(path) can't be read: \(String(cString: strerror(errno))).",
            next: "Give a file of JSON lines, or - for standard input.")
    }
}
