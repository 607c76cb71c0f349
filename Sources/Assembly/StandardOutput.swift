// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Lines for whoever started the program, written at once.
package enum StandardOutput {
    package static func line(_ text: String) { write(text + "\n") }

    package static func write(_ text: String) { writeAll(text, to: STDOUT_FILENO) }
}

/// Lines for whoever watches over it.
enum StandardError {
    static func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }
}

private func writeAll(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno != EINTR { return }  // Nobody reads any more.
        bytes = bytes.dropFirst(max(0, count))
    }
}
