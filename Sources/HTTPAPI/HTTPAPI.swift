// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
import Ledger

/// The two faces over HTTP: one for the order backend and the partners, one for operators.
package enum HTTPAPI {
    package typealias Context = APIRequestContext

    /// For the order backend and the partners.
    package static func publicRouter(_ api: APIContext) -> Router<Context> {
        let router = base(api)
        OrderChangeRoutes<Context>(api: api, roles: [.backend])
            .add(to: router, at: "/v1/order-changes")
        DecisionRoutes<Context>(api: api).add(to: router)
        PartnerRoutes<Context>(api: api).add(to: router)
        FollowUpRoutes<Context>(api: api).add(to: router)
        EventStreamRoutes(api: api).add(to: router)
        return router
    }

    /// For operators, on a listener of its own.
    package static func operatorRouter(_ api: APIContext) -> Router<Context> {
        let router = base(api)
        OperatorPartnerRoutes<Context>(api: api).add(to: router)
        OperatorLedgerRoutes<Context>(api: api).add(to: router)
        OperatorTokenRoutes<Context>(api: api).add(to: router)
        OrderChangeRoutes<Context>(api: api, roles: [.operator])
            .add(to: router, at: "/ops/v1/order-changes")
        HealthRoutes<Context>(api: api).add(to: router)
        return router
    }

    private static func base(_ api: APIContext) -> Router<Context> {
        let router = Router(context: Context.self)
        router.add(middleware: ErrorMapping(log: api.log))
        return router
    }
}
