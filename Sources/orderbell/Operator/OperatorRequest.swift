// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// One call of the operators' API, below `/ops/v1/`.
struct OperatorRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    let method: Method
    /// The path and its query, percent-encoded.
    let target: String
    let body: [UInt8]
    let contentType: String

    /// - Parameters:
    ///   - segments: Each one level of the path, whatever it holds.
    ///   - query: Those without a value are left out.
    init(
        _ method: Method, _ segments: String..., query: [(name: String, value: String?)] = [],
        body: [UInt8] = [], contentType: String = "application/json"
    ) {
        self.method = method
        let path = "/ops/v1/" + segments.map(Self.encode).joined(separator: "/")
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.encode($0))" } }
        target = pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
        self.body = body
        self.contentType = contentType
    }

    /// A request with a JSON object as its body.
    static func json(
        _ method: Method, _ segments: String..., body: (inout JSONWriter) -> Void
    ) -> OperatorRequest {
        var writer = JSONWriter()
        writer.object(body)
        return OperatorRequest(method, segments: segments, body: writer.bytes)
    }

    /// Asks for nothing but an answer.
    static let live = OperatorRequest(target: "/health/live")

    private init(target: String) {
        (method, body, contentType) = (.get, [], "application/json")
        self.target = target
    }

    private init(_ method: Method, segments: [String], body: [UInt8]) {
        self.method = method
        target = "/ops/v1/" + segments.map(Self.encode).joined(separator: "/")
        self.body = body
        contentType = "application/json"
    }

    private static func encode(_ text: String) -> String {
        // A level that is only dots would be taken out of the path on its way.
        let encodesDots = text == "." || text == ".."
        var result = ""
        for byte in text.utf8 {
            if isUnreserved(byte), !(encodesDots && byte == UInt8(ascii: ".")) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
