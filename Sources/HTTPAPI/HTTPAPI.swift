// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
import Ledger

/// The two faces over HTTP: one for the order backend and the partners, one for operators.
package enum HTTPAPI {
    package typealias Context = APIRequestContext

    /// For the order backend and the partners.
    package static func publicRouter(_ api: APIContext) -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RateLimit(api: api))
        let known = addErrors(to: router, api)
        OrderChangeRoutes<Context>(api: api, roles: [.backend])
            .add(to: router, at: "/v1/order-changes")
        DecisionRoutes<Context>(api: api).add(to: router)
        AvailabilityRoutes<Context>(api: api).add(to: router)
        PartnerRoutes<Context>(api: api).add(to: router)
        FollowUpRoutes<Context>(api: api).add(to: router)
        EventStreamRoutes(api: api).add(to: router)
        ContractRoutes<Context>(api: api).add(to: router)
        DescriptionRoutes<Context>(api: api).add(to: router)
        ProblemRoutes<Context>().add(to: router)
        known.fill(from: router)
        return router
    }

    /// For operators, on a listener of its own.
    package static func operatorRouter(_ api: APIContext) -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        let known = addErrors(to: router, api)
        OperatorPartnerRoutes<Context>(api: api).add(to: router)
        OperatorLedgerRoutes<Context>(api: api).add(to: router)
        OperatorTokenRoutes<Context>(api: api).add(to: router)
        OrderChangeRoutes<Context>(api: api, roles: [.operator])
            .add(to: router, at: "/ops/v1/order-changes")
        HealthRoutes<Context>(api: api).add(to: router)
        known.fill(from: router)
        return router
    }

    private static func addErrors(to router: Router<Context>, _ api: APIContext) -> KnownRoutes {
        let known = KnownRoutes()
        router.add(middleware: ErrorMapping(log: api.log))
        router.add(middleware: RouteGuard(routes: known))
        return known
    }
}
