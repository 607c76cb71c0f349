// SPDX-License-Identifier: Apache-2.0
import Contract
import Hummingbird

/// A page for each type of problem: what it means, and what to do next. Open to everybody.
struct ProblemRoutes<Context: RequestContext>: Sendable {
    func add(to router: Router<Context>) {
        router.get("/problems") { _, _ in Self.list }
        router.get("/problems/:slug") { _, context in
            try Self.page(context.parameters.get("slug") ?? "")
        }
    }

    private static var list: Response {
        var page = HTMLPage(title: "Problems")
        page.paragraph("What Orderbell answers when it can't do what it was asked (RFC 9457).")
        for kind in Problem.Kind.documented {
            page.link("\(kind.slug) (\(kind.status)): \(kind.title)", to: "/problems/\(kind.slug)")
        }
        return Reply.html(page)
    }

    private static func page(_ slug: String) throws -> Response {
        guard let kind = Problem.Kind.documented.first(where: { $0.slug == slug }) else {
            throw Problem(.notFound, "There is no such problem; see GET /problems.")
        }
        var page = HTMLPage(title: kind.title)
        page.code(Problem(kind, "").type)
        page.paragraph("HTTP status \(kind.status).")
        page.paragraph(kind.meaning)
        page.paragraph("What to do: " + kind.nextStep)
        page.link("All problems", to: "/problems")
        return Reply.html(page)
    }
}
