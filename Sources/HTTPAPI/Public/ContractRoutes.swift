// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import HTTPTypes
import Hummingbird
import Ledger

/// What a partner can rely on, with its own numbers: for programs, and for people.
struct ContractRoutes<Context: RequestContext>: Sendable {
    let api: APIContext

    func add(to router: Router<Context>) {
        router.get("/v1/contract") { request, _ in try contract(request) }
    }

    private func contract(_ request: Request) throws -> Response {
        let terms = try ContractTerms(request, in: api)
        var writer = JSONWriter(capacity: 4096)
        writer.terms(terms)
        var response =
            request.prefersHTML ? try page(writer.bytes) : Reply.json(writer.bytes)
        response.headers[.vary] = "Accept"
        return response
    }

    /// The same answer as a page, so that the two can't differ.
    private func page(_ json: [UInt8]) throws -> Response {
        var page = HTMLPage(title: "What Orderbell promises you")
        page.value(try JSONDocument(parsing: json, maxBytes: json.count).root)
        return Reply.html(page)
    }
}

/// A partner's settings and what holds for everybody.
struct ContractTerms {
    let partner: PartnerID
    let settings: PartnerSettings
    let topics: Topics
    let requestsPerMinute: Int

    /// - Throws: a ``Problem`` for anybody but a partner.
    init(_ request: Request, in api: APIContext) throws {
        partner = try Caller.partner(request, in: api)
        settings = api.host.directory.partner(partner)?.settings ?? PartnerSettings()
        topics = api.topics
        requestsPerMinute = api.live.values.requestsPerMinute
    }
}

extension Request {
    /// Whether a page is asked for before JSON, as browsers do.
    fileprivate var prefersHTML: Bool {
        let types = (headers[.accept] ?? "").lowercased().split(separator: ",").map {
            $0.prefix { $0 != ";" }.filter { $0 != " " }
        }
        guard let html = types.firstIndex(of: "text/html") else { return false }
        return types.firstIndex(of: "application/json").map { html < $0 } ?? true
    }
}
