// SPDX-License-Identifier: Apache-2.0

/// A file whose first line is a password or a token.
package enum SecretFile {
    private static let bytesMax = 4096

    /// Reads the secret; a line break at the end is not part of it.
    ///
    /// - Throws: When others can read the file, or it does not hold exactly one line.
    package static func read(_ path: String) throws(ValueFault) -> Secret {
        let file: BoundedFile
        do {
            file = try BoundedFile(reading: path, bytesMax: bytesMax)
        } catch {
            throw ValueFault("\(path) \(error.advice)")
        }
        guard file.isPrivate else {
            throw ValueFault(
                "\(path) must belong to you and be closed to others: chmod 600 \(path)")
        }
        var bytes = file.bytes[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty, !bytes.contains(where: { $0 < 0x20 }),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw ValueFault("\(path) must hold one line of text: the secret") }
        return Secret(text)
    }
}
