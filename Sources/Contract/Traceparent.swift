// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// The W3C `traceparent` a string holds (Trace Context, section 3.2.2); `nil` if malformed.
    ///
    /// Only the 55 bytes of version 00; later versions are asked to start the same way.
    var traceparent: String? {
        guard isString else { return nil }
        return withUTF8 { bytes in
            Traceparent.isWellFormed(bytes) ? String(decoding: bytes, as: UTF8.self) : nil
        }
    }
}

/// The form `version-trace-parent-flags`, lower-case hexadecimal.
enum Traceparent {
    static func isWellFormed(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == 55 else { return false }
        let fields = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard fields.map(\.count) == [2, 32, 16, 2], fields.allSatisfy(isHexadecimal) else {
            return false
        }
        let isUnknownVersion = fields[0].allSatisfy { $0 == UInt8(ascii: "f") }
        return !isUnknownVersion && !isZero(fields[1]) && !isZero(fields[2])
    }

    private static func isHexadecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { byte in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
        }
    }

    private static func isZero(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { $0 == UInt8(ascii: "0") }
    }
}
