// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What the machine under the tests offers. A laptop may lack a tool; CI may not.
enum TestEnvironment {
    static let isCI = ProcessInfo.processInfo.environment["CI"] != nil

    /// The folder of the test program: SwiftPM builds `orderbell` beside it.
    static let binFolder: String = {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return ((program ?? CommandLine.arguments[0]) as NSString).deletingLastPathComponent
    }()

    static let orderbell = "\(binFolder)/orderbell"

    /// The checkout: the folder above the bin folder that has the devices.
    static let checkout: String? = {
        var folder = binFolder
        while folder.count > 1 {
            if isThere("\(folder)/Tests/devices/device.py") { return folder }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return nil
    }()

    static let python = checkout.map { "\($0)/.venv/bin/python" } ?? ""
    static let deviceScript = checkout.map { "\($0)/Tests/devices/device.py" } ?? ""

    static let hasTools =
        [tool("curl"), tool("mosquitto_pub"), tool("mosquitto_sub"), tool("mosquitto")]
        .allSatisfy { $0 != nil } && isThere(python)

    static func tool(_ name: String) -> String? {
        ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin"]
            .map { "\($0)/\(name)" }.first(where: isThere)
    }

    private static func isThere(_ path: String) -> Bool {
        FileManager.default.isReadableFile(atPath: path)
    }
}

extension Trait where Self == ConditionTrait {
    static var needsTools: Self {
        .enabled(
            if: TestEnvironment.isCI || TestEnvironment.hasTools,
            "run `scripts/setup test` to run these tests")
    }
}

/// What a test could not do.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
