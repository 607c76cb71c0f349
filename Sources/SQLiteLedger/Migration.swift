// SPDX-License-Identifier: Apache-2.0
import Contract

/// One step of the schema. Once released, neither name nor text ever changes: a ledger remembers
/// the checksum of what made it and is refused where they differ.
struct Migration: Sendable {
    /// Frozen; starts with its number.
    let name: String
    let sql: String

    /// Hexadecimal, over name and text.
    var checksum: String {
        Fingerprint(of: Array("\(name)\n\(sql)".utf8)).bytes
            .map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }
            .joined()
    }

    /// Every migration, oldest first; the schema's version is their count.
    static let all = [first, decisions]
}
