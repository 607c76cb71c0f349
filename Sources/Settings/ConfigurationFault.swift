// SPDX-License-Identifier: Apache-2.0

/// One thing wrong with the configuration: where it was said, about what, and what would be right.
package struct ConfigurationFault: Error, Sendable, Equatable {
    /// `orderbell.yaml:12`, `ORDERBELL_HTTP`, `--http`, or "" where several places play together.
    package let place: String
    /// The key, such as `http.address`; "" where it is the file as a whole.
    package let key: String
    package let advice: String

    package init(place: String, key: String = "", advice: String) {
        self.place = place
        self.key = key
        self.advice = advice
    }
}

extension ConfigurationFault: CustomStringConvertible {
    package var description: String {
        [place, key, advice].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
