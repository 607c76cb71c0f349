// SPDX-License-Identifier: Apache-2.0

/// A sentence for the person who started it: what is wrong, and what to do.
package struct LocalBrokerFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
