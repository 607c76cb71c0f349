// SPDX-License-Identifier: Apache-2.0
import Contract
import Glibc
import Settings

/// `DIR/orderbell.run`: where a running instance can be reached, for the command line.
struct RunFile {
    let path: String

    init(_ configuration: Configuration) {
        path = configuration.folder.resolve("orderbell.run")
    }

    /// Written under another name and renamed: a reader never sees half of it.
    func write(http: String, ops: String) throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("pid", Int(getpid()))
            writer.member("http", http)
            writer.member("ops", ops)
        }
        let building = path + ".new"
        guard let file = fopen(building, "w") else { throw failure }
        let written = fwrite(writer.bytes, 1, writer.bytes.count, file)
        guard fclose(file) == 0, written == writer.bytes.count, rename(building, path) == 0 else {
            throw failure
        }
    }

    /// The instance has stopped.
    func remove() {
        // Nothing to do about a file that can't be removed: its process id tells that it is stale.
        _ = unlink(path)
    }

    private var failure: RunFailure {
        RunFailure(
            "\(path) can't be written (\(String(cString: strerror(errno)))); check the folder's owner and space"
        )
    }
}

/// A sentence for the person who started it: what is wrong, and what to do.
package struct RunFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
