// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A value that one task leaves for another.
final class Outcome<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func set(_ value: Value) { self.value.withLock { $0 = value } }

    func get() throws -> Value {
        guard let value = value.withLock({ $0 }) else {
            throw RunFailure("Stopped before the work was done; try again.")
        }
        return value
    }
}
