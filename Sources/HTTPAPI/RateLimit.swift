// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import HTTPTypes
import Hummingbird
import Ledger
import Synchronization

/// Counts the calls of each valid token and says in every answer what is left.
///
/// Outermost, so that errors carry the headers too.
struct RateLimit<Context: RequestContext>: RouterMiddleware {
    let api: APIContext
    let windows = RateWindows()

    @concurrent func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let token = Caller.token(of: request, in: api) else {
            return try await next(request, context)
        }
        let allowance = windows.take(
            token.hash, limit: api.live.values.requestsPerMinute,
            now: api.clock.now().monotonic)
        guard allowance.isAllowed else { return refusal(allowance) }
        var response = try await next(request, context)
        allowance.describe(in: &response.headers)
        return response
    }

    private func refusal(_ allowance: RateWindows.Allowance) -> Response {
        var response = Reply.problem(
            Problem(
                .rateLimited,
                "This token has made \(allowance.limit) calls within a minute; go on in"
                    + " \(allowance.resetSeconds) s."))
        allowance.describe(in: &response.headers)
        response.headers[.retryAfter] = String(allowance.resetSeconds)
        return response
    }
}

/// A window of a minute per token, from its first call on.
final class RateWindows: Sendable {
    struct Allowance {
        let limit: Int
        let remaining: Int
        let resetSeconds: Int64
        let isAllowed: Bool

        /// The headers that clients know [draft-ietf-httpapi-ratelimit-headers-07 §5].
        func describe(in headers: inout HTTPFields) {
            let fields = [
                ("RateLimit-Limit", Int64(limit)), ("RateLimit-Remaining", Int64(remaining)),
                ("RateLimit-Reset", resetSeconds),
            ]
            for (name, value) in fields {
                if let name = HTTPField.Name(name) { headers[name] = String(value) }
            }
        }
    }

    private struct Window {
        var endsAt: Int64
        var count = 0
    }

    private let state = Mutex<[[UInt8]: Window]>([:])

    /// - Parameter now: monotonic microseconds.
    func take(_ token: [UInt8], limit: Int, now: Int64) -> Allowance {
        let window = state.withLock { windows in
            if windows[token] == nil, windows.count >= Self.windowsMax {
                windows = windows.filter { $0.value.endsAt > now }
            }
            var window = windows[token] ?? Window(endsAt: now + Self.length)
            if window.endsAt <= now { window = Window(endsAt: now + Self.length) }
            window.count += window.count <= limit ? 1 : 0
            windows[token] = window
            return window
        }
        return Allowance(
            limit: limit, remaining: max(0, limit - window.count),
            resetSeconds: (window.endsAt - now + 999_999) / 1_000_000,
            isAllowed: window.count <= limit)
    }

    private static let length: Int64 = 60_000_000
    /// Beyond this many, windows that have ended are forgotten.
    private static let windowsMax = 10_000
}
