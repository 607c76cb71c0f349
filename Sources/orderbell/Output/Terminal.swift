// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What is known of the terminal behind a file descriptor.
struct Terminal: Sendable {
    /// Columns; nil when it is no terminal.
    let width: Int?
    let hasColour: Bool

    var isTerminal: Bool { width != nil }

    static let standardOutput = Terminal(of: STDOUT_FILENO)
    static let standardError = Terminal(of: STDERR_FILENO)

    private init(of descriptor: CInt) {
        guard isatty(descriptor) == 1 else {
            (width, hasColour) = (nil, false)
            return
        }
        let variables = ProcessEnvironment.variables
        width = Self.columns(of: descriptor) ?? variables["COLUMNS"].flatMap(Int.init) ?? 80
        hasColour = (variables["NO_COLOR"] ?? "").isEmpty && variables["TERM"] != "dumb"
    }

    private static func columns(of descriptor: CInt) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
