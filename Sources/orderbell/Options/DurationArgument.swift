// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Delivery

/// A time such as `250ms`, `30s` or `15m`.
struct DurationArgument: ExpressibleByArgument, Sendable {
    let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    init?(argument: String) {
        guard let milliseconds = DurationText.milliseconds(argument) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    var defaultValueDescription: String { DurationText.format(milliseconds: milliseconds) }
}
