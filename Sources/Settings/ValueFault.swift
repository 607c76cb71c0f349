// SPDX-License-Identifier: Apache-2.0

/// Why a text is no value of its key: what would be right.
package struct ValueFault: Error, Sendable, Equatable, CustomStringConvertible {
    package let advice: String

    package init(_ advice: String) { self.advice = advice }

    package var description: String { advice }
}
