// SPDX-License-Identifier: Apache-2.0

/// One JSON text that has been read: the bytes, and a tape of where its values are.
///
/// The one reader for everything that comes from outside (contract, section 9). A class, so that a
/// node is a reference and a number; immutable, so that it can be read from anywhere.
package final class JSONDocument: Sendable {
    /// The text as received.
    package let bytes: [UInt8]
    let tape: [JSONEntry]

    /// Reads `bytes`, all of them, as one value.
    ///
    /// - Parameters:
    ///   - maxBytes: Checked first; longer texts cost nothing.
    ///   - maxDepth: Levels of objects and arrays; the outermost is the first.
    package init(
        parsing bytes: [UInt8],
        maxBytes: Int,
        maxDepth: Int = Limits.jsonDepth
    ) throws(JSONFault) {
        let limit = min(maxBytes, JSONEntry.bytesMax)
        guard bytes.count <= limit else { throw .tooLarge(at: limit) }
        // Canonical text is written by recursion: whatever is asked for, it stays bounded.
        let depthMax = min(maxDepth, Self.depthMax)
        var reader = JSONReader(byteCount: bytes.count, depthMax: depthMax)
        try reader.read(bytes.span)
        self.bytes = bytes
        tape = reader.tape
    }

    /// The value itself.
    package var root: JSONNode { JSONNode(document: self, index: 0) }

    private static let depthMax = 256
}
