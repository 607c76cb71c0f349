// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import Synchronization

/// Tells an address that takes other methods from one that is not there: 405 with `Allow`, or 404.
struct RouteGuard<Context: RequestContext>: RouterMiddleware {
    let routes: KnownRoutes

    @concurrent func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let methods = routes.methods(at: request.uri.path)
            guard !methods.isEmpty else { throw error }
            return answer(request, methods)
        }
    }

    private func answer(_ request: Request, _ methods: [String]) -> Response {
        let allowed = methods.joined(separator: ", ")
        guard request.method != .options else {
            return Response(status: .noContent, headers: [.allow: allowed])
        }
        var response = Reply.problem(
            Problem(.methodNotAllowed, "This address takes \(allowed)."))
        response.headers[.allow] = allowed
        return response
    }
}

/// The addresses of a router, filled in when all of them are there.
final class KnownRoutes: Sendable {
    private struct Route {
        let segments: [Substring]
        var methods: Set<String>
    }

    private let routes = Mutex<[Route]>([])

    func fill<Context: RequestContext>(from router: Router<Context>) {
        let known = Dictionary(grouping: router.routes, by: { $0.path.description })
        let all = known.map { path, routes in
            Route(
                segments: path.split(separator: "/"),
                methods: Set(routes.map { $0.method.rawValue }))
        }
        routes.withLock { $0 = all }
    }

    /// What the address that fits best takes, in order; nothing where there is none.
    func methods(at path: String) -> [String] {
        let segments = path.split(separator: "/")
        let best = routes.withLock { routes in
            routes.compactMap { route in Self.fit(route, segments).map { (route, $0) } }
                .max { $0.1 < $1.1 }?.0
        }
        guard let best else { return [] }
        let more = best.methods.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]
        return best.methods.union(more).sorted()
    }

    /// How many segments are the same to the letter; nil if the route does not fit.
    private static func fit(_ route: Route, _ segments: [Substring]) -> Int? {
        guard route.segments.count == segments.count else { return nil }
        var same = 0
        for (wanted, given) in zip(route.segments, segments) {
            if wanted == given { same += 1; continue }
            guard wanted.hasPrefix(":") || wanted.hasPrefix("{") else { return nil }
        }
        return same
    }
}
