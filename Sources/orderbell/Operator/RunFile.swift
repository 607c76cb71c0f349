// SPDX-License-Identifier: Apache-2.0
internal import Contract
internal import Glibc
internal import Settings

/// `orderbell.run`: what a running instance says about itself.
struct RunFile: Sendable {
    let pid: Int32
    /// Where the order backend and the partners call: `127.0.0.1:PORT`.
    let http: String
    /// Where operators call.
    let ops: String

    static let name = "orderbell.run"
    private static let bytesMax = 4096

    /// The instance of a folder; nil when there is none, or it is gone.
    static func read(in folder: Folder) -> RunFile? {
        guard let file = try? BoundedFile(reading: folder.resolve(name), bytesMax: bytesMax),
            let document = try? JSONDocument(parsing: file.bytes, maxBytes: bytesMax),
            let pid = document.root["pid"]?.int64, pid > 0, let pid = Int32(exactly: pid),
            let http = document.root["http"]?.string, let ops = document.root["ops"]?.string
        else { return nil }
        let run = RunFile(pid: pid, http: http, ops: ops)
        return run.isAlive ? run : nil
    }

    private var isAlive: Bool { kill(pid, 0) == 0 || errno == EPERM }
}
