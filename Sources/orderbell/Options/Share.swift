// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// How often something happens: 0 for never, 1 for always.
struct Share: ExpressibleByArgument, Sendable {
    let value: Double

    init(_ value: Double) { self.value = value }

    init?(argument: String) {
        guard let value = Double(argument), 0...1 ~= value else { return nil }
        self.init(value)
    }

    var defaultValueDescription: String { "\(value)" }
}
