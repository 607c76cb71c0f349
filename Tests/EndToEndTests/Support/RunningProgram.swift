// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import LocalBroker

/// A program in the background.
final class RunningProgram: @unchecked Sendable {
    // Safe because one thread at a time, that of its test, starts and ends it.
    let output: LineCollector
    let errors: LineCollector
    private let process: ChildProcess

    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws {
        let (output, errors) = (try LineCollector(), try LineCollector())
        defer {
            output.closeWriteEnd()
            errors.closeWriteEnd()
        }
        (self.output, self.errors) = (output, errors)
        process = try ChildProcess(
            program, arguments, output: output.writeEnd, errors: errors.writeEnd,
            environment: environment)
    }

    var processID: Int32 { process.processID }
    var isRunning: Bool { process.isRunning }

    func signal(_ number: Int32) { process.signal(number) }

    /// SIGKILL, and gone when this returns.
    func kill() {
        guard process.isRunning else { return }
        process.signal(SIGKILL)
        process.wait()
    }

    /// Waits until it ends by itself.
    func end(seconds: TimeInterval = 60) throws -> Ended {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while process.isRunning {
            guard Date() < deadline else {
                kill()
                throw TestFailure("still running after \(seconds) s:\n\(output.text)")
            }
            usleep(2000)
        }
        output.waitForEnd()
        errors.waitForEnd()
        return Ended(
            waitStatus: process.wait(), output: output.all, errors: errors.all)
    }
}

/// What a program said and how it ended.
struct Ended: Sendable {
    /// The exit status; 128 and the signal's number if a signal ended it.
    let status: Int32
    let output: String
    let errors: String

    init(waitStatus: Int32, output: [String], errors: [String]) {
        let signal = waitStatus & 0x7F
        status = signal == 0 ? waitStatus >> 8 & 0xFF : 128 + signal
        self.output = output.joined(separator: "\n")
        self.errors = errors.joined(separator: "\n")
    }

    /// Standard output as JSON.
    var json: JSON {
        get throws {
            do {
                return try JSON(output)
            } catch {
                throw TestFailure("status \(status), no JSON: \(output)\n\(errors)")
            }
        }
    }

    /// Standard error as JSON.
    var errorJSON: JSON { get throws { try JSON(errors) } }
}

/// Runs a program to its end.
@discardableResult
func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    seconds: TimeInterval = 60
) throws -> Ended {
    try RunningProgram(program, arguments, environment: environment).end(seconds: seconds)
}

/// Looks again and again until `find` finds something.
@discardableResult
func eventually<Found>(
    _ what: String, seconds: TimeInterval = 60, _ find: () throws -> Found?
) throws -> Found {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
        if let found = try find() { return found }
        usleep(25_000)
    }
    throw TestFailure("waited in vain for \(what)")
}

/// Looks again and again until it holds.
func eventually(_ what: String, seconds: TimeInterval = 60, holds: () throws -> Bool) throws {
    try eventually(what, seconds: seconds) { try holds() ? true : nil }
}
