// SPDX-License-Identifier: Apache-2.0
import Foundation

/// An answer with everything that came.
struct RawAnswer: Sendable, CustomStringConvertible {
    let status: Int
    /// By name in lower case.
    let headers: [String: String]
    let body: String

    var json: JSON {
        get throws {
            do { return try JSON(body) } catch { throw TestFailure("no JSON: \(self)") }
        }
    }

    /// Whether it is a problem of this type, in the form of RFC 9457.
    func isProblem(_ slug: String) throws -> Bool {
        let problem = try json
        return headers["content-type"] == "application/problem+json"
            && problem["type"].string == "https://orderbell.dev/problems/\(slug)"
            && problem["status"].int == status && problem["title"].string != nil
            && problem["detail"].string != nil
    }

    var description: String { "\(status) \(headers) \(body.prefix(1000))" }
}

extension Caller {
    /// Any call, with curl.
    func raw(
        _ method: String, _ path: String, _ headers: [String: String] = [:], body: String? = nil
    ) throws -> RawAnswer {
        var arguments = ["-sS", "--noproxy", "*", "--max-time", "30", "-i"]
        arguments += method == "HEAD" ? ["--head"] : ["-X", method]
        if let token { arguments += ["-H", "Authorization: Bearer \(token)"] }
        for (name, value) in headers { arguments += ["-H", "\(name): \(value)"] }
        if let body { arguments += ["--data-binary", body] }
        let ended = try run(
            TestEnvironment.tool("curl") ?? "curl", arguments + ["http://\(orderbell.http)\(path)"])
        return try Self.read(ended, "\(method) \(path)")
    }

    private static func read(_ ended: Ended, _ what: String) throws -> RawAnswer {
        let all = ended.output.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let lines = all.prefix { !$0.isEmpty }
        let words = (lines.first ?? "").split(separator: " ")
        guard ended.status == 0, words.count > 1, let status = Int(words[1]) else {
            throw TestFailure("curl \(what): \(ended.status) \(ended.errors)")
        }
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return (
                parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces)
            )
        }
        return RawAnswer(
            status: status, headers: Dictionary(headers) { $1 },
            body: all.dropFirst(lines.count + 1).joined(separator: "\n"))
    }

    /// An open stream of the partner's events, which the caller ends.
    func stream(_ headers: [String: String] = [:]) throws -> RunningProgram {
        var arguments = ["-sSN", "--noproxy", "*", "--max-time", "60"]
        if let token { arguments += ["-H", "Authorization: Bearer \(token)"] }
        for (name, value) in headers { arguments += ["-H", "\(name): \(value)"] }
        let stream = try RunningProgram(
            TestEnvironment.tool("curl") ?? "curl",
            arguments + ["http://\(orderbell.http)/v1/events/stream"])
        do {
            try stream.output.wait("the stream to open") { $0.contains(": connected") ? true : nil }
        } catch {
            stream.kill()
            throw error
        }
        return stream
    }
}

extension RunningProgram {
    /// Waits for so many server-sent events, and returns all of them.
    func events(_ count: Int) throws -> [(id: String, data: JSON)] {
        try output.wait("\(count) events") { lines in
            let ids = lines.filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
            let data = lines.filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }
            guard data.count >= count else { return nil }
            return try zip(ids, data).map { (id: $0, data: try JSON(String($1))) }
        }
    }
}
