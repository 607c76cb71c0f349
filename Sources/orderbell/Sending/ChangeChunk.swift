// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// Lines that are sent as one request.
struct ChangeChunk {
    /// The lines, each with its line break.
    private(set) var body: [UInt8] = []
    /// The number of each line in ``body``.
    private(set) var numbers: [Int] = []
    /// Lines that no request takes.
    private(set) var tooLong: [Int] = []

    var isEmpty: Bool { numbers.isEmpty && tooLong.isEmpty }

    /// Takes the next lines of `reader`, as many as one request may have.
    ///
    /// - Parameter held: A line that found no room in the chunk before.
    init(
        _ reader: inout LineReader, held: inout LineReader.Line?, linesMax: Int
    ) throws(CommandFailure) {
        while numbers.count < linesMax {
            var next = held
            held = nil
            if next == nil { next = try reader.next() }
            guard let line = next else { return }
            guard let bytes = line.bytes else {
                tooLong.append(line.number)
                continue
            }
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            guard body.count + bytes.count < Limits.changeBatchBytes else {
                held = line
                return
            }
            body += bytes
            body.append(UInt8(ascii: "\n"))
            numbers.append(line.number)
        }
    }
}
