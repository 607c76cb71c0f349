// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The order backend under way: several `curl`s, each posting its share, one request after another.
final class Load: Sendable {
    private let streams: [RunningProgram]

    /// Starts sending `changes`, as NDJSON of some lines a request.
    init(_ orderbell: Orderbell, changes: [String], perRequest: Int, streams count: Int) throws {
        var scripts = Array(repeating: [String](), count: count)
        for (number, start) in stride(from: 0, to: changes.count, by: perRequest).enumerated() {
            let lines = changes[start..<min(start + perRequest, changes.count)]
            let body = try orderbell.folder.write(lines.joined(separator: "\n"))
            scripts[number % count].append(
                """
                url = "http://\(orderbell.http)/v1/order-changes"
                header = "Authorization: Bearer \(orderbell.backendToken)"
                header = "Content-Type: application/x-ndjson"
                data-binary = "@\(body)"
                write-out = "\\n"
                """)
        }
        streams = try scripts.map { transfers in
            let script = try orderbell.folder.write(transfers.joined(separator: "\nnext\n"))
            return try RunningProgram(
                TestEnvironment.tool("curl") ?? "curl",
                ["-s", "--no-buffer", "--noproxy", "*", "--max-time", "60", "-K", script])
        }
    }

    /// The events answered with `outcome` so far; an answer that was cut off counts for nothing.
    func events(_ outcome: String = "accepted") -> [String] {
        streams.flatMap { stream in
            stream.output.all.compactMap { try? JSON($0) }.flatMap { $0["results"].list }
        }
        .filter { $0["outcome"] == .string(outcome) }.compactMap { $0["event_id"].string }
    }

    /// Returns at once when the first stream has its answer number `count`.
    func waitForAnswers(_ count: Int) throws {
        _ = try streams[0].output.wait("\(count) answers") { $0.count >= count ? true : nil }
    }

    /// Waits until each has sent, or failed to send, its share.
    func end() throws { for stream in streams { _ = try stream.end() } }

    func stop() { streams.forEach { $0.kill() } }
}
