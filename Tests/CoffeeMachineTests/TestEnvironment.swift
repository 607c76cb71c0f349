// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the machine under the tests offers. A laptop may lack the broker; CI may not.
enum TestEnvironment {
    static let mosquittoPath =
        ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    static let isCI = ProcessInfo.processInfo.environment["CI"] != nil
}

extension Trait where Self == ConditionTrait {
    static var needsBroker: Self {
        .enabled(
            if: TestEnvironment.isCI || TestEnvironment.mosquittoPath != nil,
            "install mosquitto to run these tests")
    }
}

/// What a test could not do.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
