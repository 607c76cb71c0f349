// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// The lines that come out of one end of a pipe, kept as they come.
final class LineCollector: @unchecked Sendable {
    // Safe because `condition` guards everything below it.
    private let condition = NSCondition()
    private var lines: [String] = []
    private var isClosed = false
    /// The other end, for the program that writes.
    let writeEnd: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        // Closed on exec from the start, which `pipe` can't do here: a program that another test
        // starts meanwhile would keep it open.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw TestFailure("no pipe") }
        writeEnd = ends[1]
        let readEnd = ends[0]
        Thread.detachNewThread { [self] in read(readEnd) }
    }

    /// Once the program has its own copy.
    func closeWriteEnd() { close(writeEnd) }

    var all: [String] { condition.withLock { lines } }

    var text: String { all.joined(separator: "\n") }

    /// Waits until `find` finds something in the lines so far.
    @discardableResult
    func wait<Found>(
        _ what: String, seconds: TimeInterval = 60, for find: ([String]) throws -> Found?
    ) throws -> Found {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let found = try find(lines) { return found }
            guard !isClosed, condition.wait(until: deadline) else {
                let why = isClosed ? "the program ended" : "no more time"
                throw TestFailure(
                    "waited in vain for \(what) (\(why)); last lines:\n"
                        + lines.suffix(15).joined(separator: "\n"))
            }
        }
    }

    /// Waits for the end of what the program has to say.
    func waitForEnd(seconds: TimeInterval = 10) {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.withLock {
            while !isClosed, condition.wait(until: deadline) {}
        }
    }

    private func read(_ descriptor: Int32) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            var parts = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
            rest = Array(parts.removeLast())
            add(parts.map { String(decoding: $0, as: UTF8.self) })
        }
        close(descriptor)
        add(rest.isEmpty ? [] : [String(decoding: rest, as: UTF8.self)], isLast: true)
    }

    private func add(_ more: [String], isLast: Bool = false) {
        condition.withLock {
            lines += more
            isClosed = isClosed || isLast
            condition.broadcast()
        }
    }
}
