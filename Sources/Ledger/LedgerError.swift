// SPDX-License-Identifier: Apache-2.0

/// Why the ledger can't do what it was asked, and whether trying again may help.
package struct LedgerError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// There is no ledger at that place.
        case missing
        /// The file is there and is not a ledger of ours.
        case foreign
        /// A newer Orderbell wrote it.
        case newer
        /// Another process has it open.
        case inUse
        /// What is stored can't be right; nothing is served from it.
        case corrupt
        /// The disk failed or is full; the outcome of the last write is unknown until reopened.
        case storage
        /// The database is not reachable at present.
        case unavailable
    }

    package let code: Code
    /// What was being done: "open the ledger", "commit".
    package let operation: String
    /// What happened and what to do, for a person.
    package let advice: String

    package init(_ code: Code, _ operation: String, advice: String) {
        self.code = code
        self.operation = operation
        self.advice = advice
    }

    package var isRetryable: Bool { code == .unavailable }

    package var description: String { "could not \(operation): \(advice)" }
}
