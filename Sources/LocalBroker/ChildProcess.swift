// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A program started by this one, with a clean signal mask: threads of a Swift program block
/// signals, and a child that inherited that could not be told to stop.
package final class ChildProcess: @unchecked Sendable {
    // Safe because: `status` is only touched by `wait`, which one thread at a time calls.
    package let processID: Int32
    private var status: Int32?

    /// - Parameters:
    ///   - output: the descriptor that becomes its standard output; nil: that of this program.
    ///   - errors: likewise for standard error.
    ///   - environment: `NAME=VALUE` beside what this program has.
    package init(
        _ program: String, _ arguments: [String], output: Int32? = nil, errors: Int32? = nil,
        environment: [String: String] = [:]
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        if let output { posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) }
        if let errors { posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGTERM, SIGINT, SIGHUP, SIGPIPE] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let words = Self.strings([program] + arguments)
        let variables = Self.strings(Self.variables(with: environment))
        defer { (words + variables).forEach { free($0) } }
        var pid: Int32 = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, words, variables)
        guard code == 0 else {
            throw LocalBrokerFailure(
                "\(program) can't be started: \(String(cString: strerror(code))).")
        }
        processID = pid
    }

    package var isRunning: Bool { reap(WNOHANG) == nil }

    package func signal(_ number: Int32) { kill(processID, number) }

    /// SIGTERM, and after ten seconds SIGKILL. Returns its wait status.
    @discardableResult
    package func stop() -> Int32 {
        guard isRunning else { return status ?? 0 }
        signal(SIGTERM)
        for _ in 0..<2000 {
            if let status = reap(WNOHANG) { return status }
            usleep(5000)
        }
        signal(SIGKILL)
        return wait()
    }

    /// Blocks until it ends.
    @discardableResult
    package func wait() -> Int32 { reap(0) ?? 0 }

    private func reap(_ options: Int32) -> Int32? {
        if let status { return status }
        var status: Int32 = 0
        var result = waitpid(processID, &status, options)
        while result < 0, errno == EINTR { result = waitpid(processID, &status, options) }
        guard result != 0 else { return nil }
        self.status = status
        return status
    }

    private static func variables(with more: [String: String]) -> [String] {
        var all = more.map { "\($0.key)=\($0.value)" }
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            let name = text.prefix { $0 != "=" }
            if more[String(name)] == nil { all.append(text) }
            next += 1
        }
        return all
    }

    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }
}
