// SPDX-License-Identifier: Apache-2.0

/// What a test could not do.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
