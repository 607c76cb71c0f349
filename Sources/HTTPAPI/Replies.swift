// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import NIOCore

/// The shapes of answers: JSON, and problem details [RFC 9457].
enum Reply {
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        response(bytes, type: "application/json", status: status)
    }

    static func json(
        status: HTTPResponse.Status = .ok, _ body: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter(capacity: 1024)
        writer.object(body)
        return json(writer.bytes, status: status)
    }

    static func problem(_ problem: Problem) -> Response {
        var writer = JSONWriter()
        problem.write(to: &writer, includesStatus: true)
        var response = response(
            writer.bytes, type: "application/problem+json",
            status: HTTPResponse.Status(code: problem.status))
        switch problem.kind {
        case .unavailable, .rateLimited: response.headers[.retryAfter] = "1"
        case .unauthorized: response.headers[.wwwAuthenticate] = "Bearer"
        default: break
        }
        return response
    }

    static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
        response(Array(text.utf8), type: type, status: .ok)
    }

    static func html(_ page: HTMLPage) -> Response {
        var response = response(
            Array(page.text.utf8), type: "text/html; charset=utf-8", status: .ok)
        response.headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'"
        return response
    }

    private static func response(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.contentLength] = String(bytes.count)
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(
            status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
