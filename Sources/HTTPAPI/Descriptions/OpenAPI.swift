// SPDX-License-Identifier: Apache-2.0
import Contract

/// The description of all public routes for programs: OpenAPI 3.1.
///
/// The tests validate it, send its examples, and hold the running service to it.
enum OpenAPI {
    static func document(version: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 65_536)
        writer.object { writer in
            writer.member("openapi", "3.1.0")
            writer.key("info")
            writer.object { writer in
                writer.member("title", "Orderbell")
                writer.member("version", version)
                writer.member("summary", "Order changes in, partner decisions out")
            }
            writer.key("security")
            writer.raw(#"[{"token":[]}]"#.utf8)
            writer.key("paths")
            writer.object { writer in
                for path in paths { writer.path(path) }
            }
            writer.key("components")
            writer.object { writer in writer.components() }
        }
        return writer.bytes
    }

    private static let paths = Dictionary(grouping: operations, by: \.path)
        .sorted { $0.key < $1.key }.map(\.value)

    /// The problems that a route may answer with, by HTTP status.
    static let problems: [Int: String] = [
        400: "The request can't be read", 401: "No valid token",
        403: "The token's role may not do this", 404: "Not found, or not yours",
        413: "Too large", 415: "Another content type is needed",
        422: "It can be read, but not taken", 429: "Too many calls", 500: "Our fault",
        503: "Not now; nothing was recorded",
    ]
}

/// One route with one method.
struct APIOperation: Sendable {
    var method = "get"
    let path: String
    let id: String
    let summary: String
    /// The one role that may; nil: anybody.
    var role: String?
    /// Names under `components.parameters`.
    var parameters: [String] = []
    /// The name of a schema, and the media types it may come as.
    var request: (schema: String, types: [String])?
    /// An example of the request, as JSON.
    var example: String?
    /// The name of a schema for each media type of a 200; empty: any text.
    var answer: [(type: String, schema: String)]
    /// Statuses of problems beside those that every route has.
    var problems: [Int] = []

    var allProblems: [Int] {
        var all = problems
        if role != nil { all += [401, 403, 429, 500, 503] }
        if !parameters.isEmpty || request != nil { all.append(400) }
        if request != nil { all += [413, 415] }
        return Set(all).sorted()
    }
}

extension JSONWriter {
    fileprivate mutating func path(_ operations: [APIOperation]) {
        key(operations[0].path)
        object { writer in
            for operation in operations {
                writer.key(operation.method)
                writer.object { $0.members(of: operation) }
            }
        }
    }

    private mutating func members(of operation: APIOperation) {
        member("operationId", operation.id)
        member("summary", operation.summary)
        if let role = operation.role {
            member("description", "With a token of role \(role).")
            member("x-role", role)
        } else {
            member("security", each: [] as [Int]) { $0.int($1) }
        }
        if !operation.parameters.isEmpty {
            member("parameters", each: operation.parameters) {
                $0.reference("parameters", $1)
            }
        }
        if let request = operation.request { body(request, example: operation.example) }
        key("responses")
        object { writer in
            writer.key("200")
            writer.object { writer in writer.answer(operation) }
            for status in operation.allProblems {
                writer.key(String(status))
                writer.reference("responses", "Problem\(status)")
            }
        }
    }

    private mutating func body(
        _ request: (schema: String, types: [String]), example: String?
    ) {
        key("requestBody")
        object { writer in
            writer.member("required", true)
            writer.key("content")
            writer.object { writer in
                for type in request.types {
                    writer.key(type)
                    writer.object { writer in
                        writer.key("schema")
                        if type == "application/json" {
                            writer.reference("schemas", request.schema)
                        } else {
                            writer.object { $0.member("type", "string") }
                        }
                        if type == "application/json", let example {
                            writer.key("example")
                            writer.raw(example.utf8)
                        }
                    }
                }
            }
        }
    }

    private mutating func answer(_ operation: APIOperation) {
        member("description", "As asked")
        key("headers")
        object { writer in
            guard operation.role != nil else { return }
            for name in ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"] {
                writer.key(name)
                writer.reference("headers", name)
            }
        }
        key("content")
        object { writer in
            for (type, schema) in operation.answer {
                writer.key(type)
                writer.object { writer in
                    writer.key("schema")
                    if schema.isEmpty {
                        writer.object { $0.member("type", "string") }
                    } else {
                        writer.reference("schemas", schema)
                    }
                }
            }
        }
    }

    fileprivate mutating func components() {
        key("securitySchemes")
        raw(#"{"token":{"type":"http","scheme":"bearer"}}"#.utf8)
        key("parameters")
        raw(OpenAPI.parameters.utf8)
        key("headers")
        raw(OpenAPI.headers.utf8)
        key("schemas")
        object { writer in
            for part in OpenAPI.schemas { writer.rawMembers(part.utf8) }
        }
        key("responses")
        object { writer in
            for (status, description) in OpenAPI.problems.sorted(by: { $0.key < $1.key }) {
                writer.key("Problem\(status)")
                writer.object { writer in
                    writer.member("description", description)
                    writer.key("content")
                    writer.object { writer in
                        writer.key("application/problem+json")
                        writer.object { writer in
                            writer.key("schema")
                            writer.reference("schemas", "Problem")
                        }
                    }
                }
            }
        }
    }

    private mutating func reference(_ kind: String, _ name: String) {
        object { $0.member("$ref", "#/components/\(kind)/\(name)") }
    }
}
