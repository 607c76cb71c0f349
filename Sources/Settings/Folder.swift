// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A folder that relative paths start from.
package struct Folder: Sendable, Equatable {
    /// Absolute, or "" for a folder that is not known yet: paths then stay as they are.
    package let path: String

    /// - Parameter path: As typed; a relative one is below the working directory.
    package init(_ path: String) {
        self.path = path.isEmpty ? "" : Self.clean(Self.join(Self.working, path))
    }

    /// The folder of a file.
    package init(of file: String) {
        let end = file.lastIndex(of: "/")
        self.init(end.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? ".")
    }

    /// The absolute path of `path` when read from here.
    package func resolve(_ path: String) -> String {
        self.path.isEmpty ? path : Self.clean(Self.join(self.path, path))
    }

    private static var working: String {
        guard let pointer = getcwd(nil, 0) else { return "/" }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    private static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// Leaves out `.` and doubled slashes. `..` stays: with links it is not what the text says.
    private static func clean(_ path: String) -> String {
        "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
