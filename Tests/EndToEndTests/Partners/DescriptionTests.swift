// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

extension SharedServiceTests {
    @Suite("What the service says of itself")
    struct DescriptionTests {
        @Test("the contract states the partner's own numbers")
        func contract() throws {
            let partner = try shared().addPartner(
                "terms", "--max-in-flight", "7", "--format", "full")
            _ = try shared().ask(
                "partner", "set", partner.id, "deliver_by=90s", "retry_first=1500ms")

            let terms = try partner.caller.get("/v1/contract").json

            #expect(terms["partner_id"].string == partner.id)
            #expect(terms["parallelism"]["max_in_flight"] == 7 && terms["format"] == "full")
            #expect(terms["deadlines"]["deliver_by_s"] == 90)
            #expect(terms["retry"]["first_s"] == .double(1.5))
            #expect(terms["idempotency_key"] == "event_id" && terms["sizes"]["ack_bytes"] == 4096)
            #expect(
                terms["topics"]["acks"].string
                    == "orderbell/v1/partners/\(partner.id)/devices/{device}/acks")
        }

        @Test("the contract is a page for people, in which nothing is markup but ours")
        func contractPage() throws {
            let partner = try shared().addPartner("page", "--name", "<script>alert('x')</script>&")

            let page = try partner.caller.raw(
                "GET", "/v1/contract", ["Accept": "text/html,application/xhtml+xml,*/*;q=0.8"])

            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.body.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"))
            #expect(!page.body.contains("<script"))
        }

        @Test("availability follows the partner's devices")
        func availability() throws {
            let partner = try shared().addPartner("shops")
            let path = "/v1/partners/\(partner.id)/availability"
            func ask() throws -> JSON { try partner.orderbell.backend.get(path).json }

            #expect(try ask()["available"] == true)
            try partner.withDevice { _ in
                try eventually("the partner is there") { try ask()["available"] == true }
            }
            try partner.orderbell.accept(partner.change("\(partner.id).1"))
            try eventually("nobody is there") { try ask()["available"] == false }
            #expect(try ask()["pending_order_count"] == 1)
            #expect(try ask()["reason"].string != nil && ask()["standing"] == "healthy")
        }

        @Test("the OpenAPI description is valid by the official schema")
        func openAPI() throws {
            let answer = try shared().nobody.get("/v1/openapi.json")
            let file = try shared().folder.write(answer.body, "openapi.json")

            let checked = try run(TestEnvironment.python, ["-m", "openapi_spec_validator", file])

            #expect(checked.status == 0, "\(checked.output.suffix(1000)) \(checked.errors)")
        }

        @Test("the AsyncAPI description is valid, and names this partner's topics")
        func asyncAPI() throws {
            let partner = try shared().addPartner("async")
            let answer = try partner.caller.get("/v1/asyncapi.json")
            let file = try shared().folder.write(answer.body, "asyncapi.json")

            let checked = try run(
                TestEnvironment.python,
                ["\(try #require(TestEnvironment.checkout))/Tests/devices/check_asyncapi.py", file])

            #expect(checked.status == 0, "\(checked.output) \(checked.errors.suffix(2000))")
            let channels = try answer.json["channels"]
            #expect(
                channels["orders"]["address"].string
                    == "orderbell/v1/partners/\(partner.id)/orders")
        }

        @Test("every example of a request is taken")
        func examples() throws {
            let partner = try shared().addPartner("example")
            for route in try Route.all(shared()) {
                for method in route.item.keys {
                    let operation = route.item[method]
                    let body = operation["requestBody"]["content"]["application/json"]["example"]
                    if body.isNull { continue }
                    let caller =
                        operation["x-role"] == "backend" ? try shared().backend : partner.caller

                    let answer = try caller.post(route.path, body)

                    #expect(answer.status == 200, "\(answer)")
                }
            }
        }

        @Test(
            "schemathesis finds nothing wrong with the running service",
            arguments: ["backend", "partner"])
        func schemathesis(role: String) throws {
            let partner = try shared().addPartner("schema")
            try partner.orderbell.accept(partner.changes(1...5))
            let token = role == "backend" ? try shared().backendToken : partner.token

            let checked = try run(
                "\(try #require(TestEnvironment.checkout))/scripts/schemathesis",
                ["http://\(try shared().http)", role, token, "20"], seconds: 180)

            #expect(checked.status == 0, "\(checked.output.suffix(4000)) \(checked.errors)")
        }
    }
}

/// A route as the service itself describes it.
struct Route: Sendable {
    let path: String
    let item: JSON

    static func all(_ orderbell: Orderbell) throws -> [Route] {
        let paths = try orderbell.nobody.get("/v1/openapi.json").json["paths"]
        return paths.keys.map { Route(path: $0, item: paths[$0]) }
    }
}
