// SPDX-License-Identifier: Apache-2.0

/// One node on the tape: 16 bytes, in the order of the text.
///
/// An object's keys are string entries, each followed by its value.
struct JSONEntry: Sendable {
    /// The first byte: of a string, the one after the quote.
    var start: UInt32
    /// Past the last byte: of a string, its closing quote.
    var end: UInt32
    /// The entry after this one and all it holds; while it is open, the container around it.
    var next: UInt32
    /// Kind in bits 0 to 3, the flag in bit 4, the number of children above.
    private var bits: UInt32

    init(_ kind: Kind, start: Int, end: Int, flagged: Bool = false) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        next = 0
        bits = UInt32(kind.rawValue) | (flagged ? Self.flag : 0)
    }

    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: bits & 0xF)) ?? .null }

    /// Of a string: it holds escapes. Of a number: it is an integer. Of a bool: it is true.
    var isFlagged: Bool { bits & Self.flag != 0 }

    /// Elements of an array, members of an object.
    var count: Int { Int(bits >> 5) }

    mutating func addChild() { bits &+= Self.child }

    enum Kind: UInt8, Sendable {
        case null, bool, number, string, array, object
    }

    /// Bounds what an entry's fields can hold, whatever limit the caller names.
    static let bytesMax = 1 << 27

    private static let flag: UInt32 = 1 << 4
    private static let child: UInt32 = 1 << 5
}
