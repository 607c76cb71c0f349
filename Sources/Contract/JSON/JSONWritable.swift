// SPDX-License-Identifier: Apache-2.0

/// Something that is written to the wire as one JSON value.
package protocol JSONWritable: Sendable {
    func write(to writer: inout JSONWriter)
}

extension JSONWritable {
    /// The value as the bytes of a message.
    package func encode() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Appends the value to bytes somebody else owns.
    package func append(to bytes: inout [UInt8]) {
        JSONWriter.append(to: &bytes) { write(to: &$0) }
    }
}
