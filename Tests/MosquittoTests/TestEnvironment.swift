// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the machine offers. A laptop may lack the broker; CI may not.
enum TestEnvironment {
    static let mosquittoPath =
        ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"]
        .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/usr/sbin/mosquitto"
    static let isCI = ProcessInfo.processInfo.environment["CI"] != nil
    static let hasBroker = FileManager.default.isExecutableFile(atPath: mosquittoPath)

    /// The folder the package's programs are built into.
    static var productFolder: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return (program as NSString?)?.deletingLastPathComponent ?? "."
    }

    /// This process's memory in bytes.
    static var residentBytes: Int {
        let fields = readFile("/proc/self/statm").split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

extension Trait where Self == ConditionTrait {
    static var needsBroker: Self {
        .enabled(
            if: TestEnvironment.isCI || TestEnvironment.hasBroker,
            "install mosquitto to run these tests")
    }
}
