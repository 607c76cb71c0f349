// SPDX-License-Identifier: Apache-2.0

/// The writer asked for something that can't be: an event twice, a delivery that is not there, a
/// partner nobody has put. A bug in Orderbell; nothing of that transaction is kept.
package struct LedgerMisuse: Error, Sendable, Equatable, CustomStringConvertible {
    package let operation: String
    package let detail: String

    package init(operation: String, detail: String) {
        self.operation = operation
        self.detail = detail
    }

    package var description: String {
        "could not \(operation): \(detail); this is a bug in Orderbell, please report it"
    }
}
