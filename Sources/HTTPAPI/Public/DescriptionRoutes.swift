// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Hummingbird
import Ledger

/// The interface for programs: the routes for everybody, the topics for their partner.
struct DescriptionRoutes<Context: RequestContext>: Sendable {
    let api: APIContext
    private let openAPI: [UInt8]

    init(api: APIContext) {
        self.api = api
        openAPI = OpenAPI.document(version: api.version)
    }

    func add(to router: Router<Context>) {
        router.get("/v1/openapi.json") { _, _ in Reply.json(openAPI) }
        router.get("/v1/asyncapi.json") { request, _ in
            Reply.json(
                AsyncAPI.document(try ContractTerms(request, in: api), version: api.version))
        }
    }
}
