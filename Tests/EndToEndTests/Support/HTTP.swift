// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Calls the service with `curl`, as one role.
struct Caller: Sendable {
    let orderbell: Orderbell
    let token: String?

    func get(_ path: String) throws -> HTTPAnswer { try call(path, []) }

    func post(
        _ path: String, _ body: some Sequence<UInt8>, type: String = "application/json"
    ) throws -> HTTPAnswer {
        let file = try orderbell.folder.write(body)
        defer { unlink(file) }
        return try call(path, ["-H", "Content-Type: \(type)", "--data-binary", "@\(file)"])
    }

    func post(
        _ path: String, _ body: String, type: String = "application/json"
    ) throws -> HTTPAnswer {
        try post(path, body.utf8, type: type)
    }

    func post(_ path: String, _ body: JSON) throws -> HTTPAnswer { try post(path, body.text) }

    /// `/health/ready` of the operators' side.
    func health() throws -> HTTPAnswer { try call("/health/ready", [], at: orderbell.ops) }

    private func call(
        _ path: String, _ more: [String], at address: String? = nil
    ) throws -> HTTPAnswer {
        let authorization = token.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
        let ended = try run(
            TestEnvironment.tool("curl") ?? "curl",
            ["-sS", "--noproxy", "*", "--max-time", "60", "-w", "\n%{http_code} %{content_type}"]
                + authorization + more + ["http://\(address ?? orderbell.http)\(path)"])
        let lines = ended.output.split(separator: "\n", omittingEmptySubsequences: false)
        let words = (lines.last ?? "").split(separator: " ", maxSplits: 1)
        guard ended.status == 0, let status = words.first.flatMap({ Int($0) }) else {
            throw TestFailure("curl \(path): \(ended.status) \(ended.output) \(ended.errors)")
        }
        return HTTPAnswer(
            status: status, type: words.count > 1 ? String(words[1]) : "",
            body: lines.dropLast().joined(separator: "\n"))
    }
}

struct HTTPAnswer: Sendable, CustomStringConvertible {
    let status: Int
    let type: String
    let body: String

    var json: JSON {
        get throws {
            do { return try JSON(body) } catch { throw TestFailure("no JSON: \(self)") }
        }
    }

    var description: String { "\(status) \(type) \(body)" }
}

extension Orderbell {
    var backend: Caller { Caller(orderbell: self, token: backendToken) }
    var nobody: Caller { Caller(orderbell: self, token: nil) }

    func caller(_ token: String) -> Caller { Caller(orderbell: self, token: token) }

    /// Posts changes; all of them must be accepted.
    func accept(_ changes: [JSON]) throws {
        for start in stride(from: 0, to: changes.count, by: 1000) {
            let part = Array(changes[start..<min(start + 1000, changes.count)])
            let answer = try backend.post("/v1/order-changes", ["changes": .array(part)])
            let outcomes = Set(try answer.json["results"].strings("outcome"))
            guard outcomes == ["accepted"] else { throw TestFailure("not accepted: \(answer)") }
        }
    }

    func accept(_ change: JSON) throws { try accept([change]) }
}
