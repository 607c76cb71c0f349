// SPDX-License-Identifier: Apache-2.0
@preconcurrency internal import Glibc

/// The variables this process was started with.
enum ProcessEnvironment {
    /// Read once: nobody here sets a variable later that a command reads.
    static let variables: [String: String] = {
        var result: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return result
    }()

    /// Keeps proxies away from the operators' API: libcurl asks the environment for them.
    ///
    /// Only before there is a second thread.
    static func refuseProxies() { setenv("no_proxy", "*", 1) }
}
