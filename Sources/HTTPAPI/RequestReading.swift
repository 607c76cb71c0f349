// SPDX-License-Identifier: Apache-2.0
import Contract
import Hummingbird
import NIOCore

/// Reading what a request brings, within bounds.
extension Request {
    /// The whole body.
    ///
    /// - Throws: ``Problem`` `too-large` beyond `limit` bytes, before more is read.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem(.tooLarge, "The body has \(length) bytes; send at most \(limit).")
        }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else {
                throw Problem(.tooLarge, "The body is over \(limit) bytes; send less at once.")
            }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// The media type without its parameters, in lower case; `application/json` if none is given.
    var mediaType: String {
        guard let value = headers[.contentType] else { return "application/json" }
        let type = value.split(separator: ";", maxSplits: 1).first ?? ""
        return type.trimmed.lowercased()
    }

    /// The body as one JSON object, read strictly.
    func jsonObject(upTo limit: Int) async throws -> JSONNode {
        guard mediaType == "application/json" else {
            throw Problem(.unsupportedMediaType, "Send the body as application/json.")
        }
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: try await bytes(upTo: limit), maxBytes: limit)
        } catch let fault as JSONFault {
            throw Problem(fault)
        }
        guard document.root.isObject else {
            throw Problem(.malformed, "Send a JSON object.")
        }
        return document.root
    }

    /// The value of a query parameter; nil if absent.
    ///
    /// - Throws: ``Problem`` `bad-request` if it is given twice.
    func query(_ name: String) throws -> String? {
        let values = uri.queryParameters.getAll(name)
        guard values.count <= 1 else {
            throw Problem.parameter(name, "is given \(values.count) times; give it once")
        }
        return values.first.map { String($0) }
    }

    /// `limit`: 1 to 1000.
    func limit(default standard: Int = 100) throws -> Int {
        guard let text = try query("limit") else { return standard }
        guard let limit = Int(text), 1...1000 ~= limit else {
            throw Problem.parameter("limit", "is a whole number from 1 to 1000")
        }
        return limit
    }

    /// A query parameter that is an identifier.
    func identifier<ID: Identifier>(_ name: String, as type: ID.Type) throws -> ID? {
        guard let text = try query(name) else { return nil }
        guard let id = ID(text) else { throw Problem.parameter(name, "is \(ID.rule)") }
        return id
    }
}

extension Problem {
    static func parameter(_ name: String, _ rule: String) -> Problem {
        Problem(
            kind: .badRequest, detail: "The parameter \(name) \(rule).",
            errors: [.init(pointer: "?\(name)", detail: rule)])
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
