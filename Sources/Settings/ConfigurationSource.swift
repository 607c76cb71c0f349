// SPDX-License-Identifier: Apache-2.0

/// Where the value in force was said.
package enum ConfigurationSource: Sendable, Equatable {
    case `default`
    /// A file and the line in it, counted from 1.
    case file(String, line: Int)
    /// The name of a variable.
    case environment(String)
    /// A flag, as typed.
    case flag(String)
}

extension ConfigurationSource: CustomStringConvertible {
    package var description: String {
        switch self {
        case .default: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let name), .flag(let name): name
        }
    }
}
