// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A process started by a test, stopped by its id alone.
final class ChildProcess {
    let id: pid_t
    private var status: Int32?

    /// Starts a program with its output, both streams, appended to `log`.
    init(_ path: String, _ arguments: [String], log: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id = pid_t()
        let code = posix_spawn(&id, path, &actions, nil, &words, environ)
        guard code == 0 else { throw TestFailure("cannot start \(path): \(code)") }
        self.id = id
    }

    deinit {
        kill(SIGKILL)
        _ = waitForEnd()
    }

    /// Sends a signal, unless the process has been waited for: its id may be another's by then.
    func kill(_ signal: Int32) {
        if status == nil { _ = Glibc.kill(id, signal) }
    }

    /// Whether it has ended.
    var hasEnded: Bool {
        if status != nil { return true }
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG) == id else { return false }
        self.status = status
        return true
    }

    /// Waits for the end. Returns the exit code, or minus the signal it died by.
    @discardableResult
    func waitForEnd() -> Int32 {
        if status == nil {
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            self.status = status
        }
        let status = status ?? 0
        return status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
    }

    /// Runs a program to its end and throws unless it succeeds.
    static func run(_ path: String, _ arguments: [String], log: String) throws {
        let code = try ChildProcess(path, arguments, log: log).waitForEnd()
        guard code == 0 else {
            throw TestFailure("\(path) \(arguments): exit \(code)\n\(readFile(log))")
        }
    }
}
