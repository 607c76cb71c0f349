// SPDX-License-Identifier: Apache-2.0

package import Mosquitto

/// Why a machine can not be made or started.
package enum MachineError: Error, Sendable, CustomStringConvertible {
    /// The behaviour asks for what can not be done; one sentence each.
    case behaviour([String])
    /// The connection's settings can not work, or the system has no thread left.
    case connection(MosquittoError)
    /// It was started or stopped before.
    case notNew

    package var description: String {
        switch self {
        case .behaviour(let faults): faults.joined(separator: "; ")
        case .connection(let error): error.description
        case .notNew: "a machine can be started once"
        }
    }
}
