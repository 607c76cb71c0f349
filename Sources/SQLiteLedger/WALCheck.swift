// SPDX-License-Identifier: Apache-2.0
import Glibc
import Ledger

/// Looks for damage in a -wal file that SQLite would take for its end.
///
/// SQLite stops at the first frame whose checksum does not fit and drops the rest: right after a
/// power cut, which tears the transaction under way, and silent loss after a flipped bit in an
/// older one. They can be told apart: with `synchronous=FULL` a transaction's frames are written
/// only when the ones before are on the disk. So a commit beyond the bad frame with more of the
/// same generation after it proves that the bad frame had been whole. (Damage in the last two
/// transactions looks like a power cut, to anybody.)
///
/// File format: sqlite.org/fileformat2.html, section 4.
struct WALCheck {
    let path: String

    /// - Returns: a sentence about the damage; nil: there is none to be seen.
    func fault() throws -> String? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { Glibc.close(descriptor) }
        var header = [UInt8](repeating: 0, count: Self.headerBytes)
        guard try read(descriptor, &header) == header.count else { return nil }
        let magic = Self.number(header, 0)
        guard magic & ~1 == Self.magic else { return nil }
        var sum = WALChecksum(isBigEndian: magic & 1 == 1)
        sum.add(header[..<24])
        guard sum.equals(header, at: 24) else { return nil }
        return try faultInFrames(descriptor, header, sum)
    }

    private func faultInFrames(
        _ descriptor: Int32, _ header: [UInt8], _ start: WALChecksum
    ) throws -> String? {
        var sum = start
        var frame = [UInt8](
            repeating: 0, count: Self.frameHeaderBytes + Int(Self.number(header, 8)))
        var (index, firstBad, commitBeyond): (Int, Int?, Bool) = (0, nil, false)
        while try read(descriptor, &frame) == frame.count {
            index += 1
            guard frame[8..<16] == header[16..<24] else {
                // A frame of an older generation: the file is used again from its start.
                if firstBad == nil { return nil } else { continue }
            }
            if firstBad != nil {
                if commitBeyond { return "frame \(firstBad ?? 0) of its -wal is damaged" }
                commitBeyond = Self.number(frame, 4) != 0
                continue
            }
            sum.add(frame[..<8])
            sum.add(frame[Self.frameHeaderBytes...])
            if !sum.equals(frame, at: 16) { firstBad = index }
        }
        return nil
    }

    private func read(_ descriptor: Int32, _ buffer: inout [UInt8]) throws -> Int {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count >= 0 else {
            throw LedgerError(
                .storage, "open the ledger",
                advice: "\(path) can't be read (\(LedgerFile.reason(errno))); check its disk")
        }
        return count
    }

    private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let headerBytes = 32
    private static let frameHeaderBytes = 24
    private static let magic: UInt32 = 0x377F_0682
}

/// The running checksum of a -wal file.
struct WALChecksum {
    private let isBigEndian: Bool
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    /// - Parameter isBigEndian: the order of the bytes in the words that are summed.
    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// - Parameter bytes: a multiple of 8.
    mutating func add(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
                let one = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                let two = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                first &+= (isBigEndian ? one.bigEndian : one.littleEndian) &+ second
                second &+= (isBigEndian ? two.bigEndian : two.littleEndian) &+ first
            }
        }
    }

    /// Whether the eight bytes at `offset` say the same; they are big-endian in any case.
    func equals(_ bytes: [UInt8], at offset: Int) -> Bool {
        let stored = bytes[offset..<offset + 8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        return stored == UInt64(first) << 32 | UInt64(second)
    }
}
