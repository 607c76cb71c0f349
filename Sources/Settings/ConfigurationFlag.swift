// SPDX-License-Identifier: Apache-2.0

/// A value given on the command line.
package struct ConfigurationFlag: Sendable, Equatable {
    /// As typed, for messages: `--http`.
    package let name: String
    package let key: String
    package let value: String

    package init(name: String, key: String, value: String) {
        self.name = name
        self.key = key
        self.value = value
    }
}
