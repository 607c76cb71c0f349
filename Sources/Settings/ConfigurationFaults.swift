// SPDX-License-Identifier: Apache-2.0

/// Everything that is wrong with a configuration, all at once.
package struct ConfigurationFaults: Error, Sendable, Equatable {
    /// At least one.
    package let faults: [ConfigurationFault]

    package init(_ faults: [ConfigurationFault]) { self.faults = faults }
}

extension ConfigurationFaults: CustomStringConvertible {
    /// A line per fault.
    package var description: String { faults.map(\.description).joined(separator: "\n") }
}
