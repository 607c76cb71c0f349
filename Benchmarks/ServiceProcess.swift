// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import LocalBroker

/// A second process of this program: the service, or the raw relay.
final class ServiceProcess {
    let process: ChildProcess
    private let output: FileHandle

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        let pipe = Pipe()
        process = try ChildProcess(
            URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path, arguments,
            output: pipe.fileHandleForWriting.fileDescriptor, environment: environment)
        try pipe.fileHandleForWriting.close()
        output = pipe.fileHandleForReading
    }

    /// - Returns: what stands behind `ready`, as key and value.
    func waitUntilReady() throws -> [String: String] {
        var text = ""
        while !text.contains("\n") {
            let data = output.availableData
            guard !data.isEmpty else { throw BenchFailure("the service ended before it was ready") }
            text += String(decoding: data, as: UTF8.self)
        }
        guard text.hasPrefix("ready") else { throw BenchFailure("not ready: \(text)") }
        var values: [String: String] = [:]
        for word in text.split(separator: "\n")[0].split(separator: " ").dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        return values
    }

    func stop() { process.stop() }

    /// Resident memory in MiB.
    var residentMegabytes: Double { Self.residentMegabytes(of: process.processID) }

    static func residentMegabytes(of pid: Int32) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
    }

    /// Processor time used so far, in seconds.
    static func cpuSeconds(of pid: Int32) -> Double {
        let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
