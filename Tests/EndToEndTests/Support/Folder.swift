// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A folder of a test's own under /tmp.
struct Folder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/orderbell-end-to-end-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("cannot make a folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file of a name nobody else uses, and returns its path.
    func write(_ bytes: some Sequence<UInt8>, _ name: String = UUID().uuidString) throws -> String {
        let path = "\(path)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    func write(_ text: String, _ name: String = UUID().uuidString) throws -> String {
        try write(text.utf8, name)
    }
}

/// Runs `body` with a folder that is gone afterwards.
func withFolder<R>(_ body: (Folder) throws -> R) throws -> R {
    let folder = try Folder()
    defer { folder.remove() }
    return try body(folder)
}
