// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Files that come with the program: beside the sources in a checkout, else under /usr/share.
package enum SharedFiles {
    /// - Parameter name: relative, such as `examples/orders.jsonl`.
    package static func path(_ name: String) throws -> String {
        for folder in folders {
            let path = "\(folder)/\(name)"
            if FileManager.default.isReadableFile(atPath: path) { return path }
        }
        throw LocalBrokerFailure(
            "\(name) is not there; run this in a checkout of Orderbell, or install the package with it."
        )
    }

    private static var folders: [String] {
        var folders = ["."]
        if let program = try? FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/exe")
        {
            var url = URL(fileURLWithPath: program)
            for _ in 0..<6 {
                url.deleteLastPathComponent()
                folders.append(url.path)
            }
        }
        return folders + ["/usr/share/orderbell"]
    }
}
