// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A value that one task leaves for another.
final class Outcome<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)

    func set(_ value: Value) { state.withLock { $0 = value } }

    /// nil until it is set.
    var value: Value? { state.withLock { $0 } }
}
