// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    @Suite("Errors")
    struct ErrorTests {
        @Test(
            "another method than an address takes is 405, with those it takes",
            arguments: [
                ("DELETE", "/v1/orders/pending", "GET, HEAD, OPTIONS"),
                ("POST", "/v1/orders/any", "GET, HEAD, OPTIONS"),
                ("GET", "/v1/acks", "OPTIONS, POST"),
                ("PUT", "/v1/order-changes", "OPTIONS, POST"),
                ("TRACE", "/v1/events", "GET, HEAD, OPTIONS"),
                ("PATCH", "/problems/conflict", "GET, HEAD, OPTIONS"),
            ])
        func methods(method: String, path: String, allowed: String) throws {
            let answer = try shared().backend.raw(method, path)

            #expect(answer.status == 405 && answer.headers["allow"] == allowed)
            #expect(try answer.isProblem("method-not-allowed"))
        }

        @Test("OPTIONS tells the methods, HEAD what GET would")
        func headAndOptions() throws {
            let partner = try shared().addPartner("headers")

            let options = try partner.caller.raw("OPTIONS", "/v1/events")
            let head = try partner.caller.raw("HEAD", "/v1/events")
            let get = try partner.caller.raw("GET", "/v1/events")

            #expect(options.status == 204 && options.headers["allow"] == "GET, HEAD, OPTIONS")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers["content-length"] == get.headers["content-length"])
            #expect(try shared().nobody.raw("HEAD", "/v1/events").status == 401)
        }

        @Test(
            "an address that is not there is 404, for anybody and any method",
            arguments: [
                "/", "/v1", "/v2/events", "/v1/events/", "/v1/orders/a/b", "/problems/none",
            ])
        func unknownPath(path: String) throws {
            for method in ["GET", "POST", "DELETE"]
            where path != "/problems/none" || method == "GET" {
                let answer = try shared().backend.raw(method, path)

                // A slash at the end is no other address.
                if path == "/v1/events/", answer.status != 404 { continue }
                #expect(answer.status == 404, "\(answer)")
                #expect(try answer.isProblem("not-found"))
            }
        }

        @Test(
            "a body of another type is 415",
            arguments: ["/v1/acks", "/v1/orders/bulk-status-change"],
            ["text/plain", "application/xml", "application/x-www-form-urlencoded", "json"])
        func contentType(path: String, type: String) throws {
            let partner = try shared().addPartner("types")

            let answer = try partner.caller.raw("POST", path, ["Content-Type": type], body: "{}")

            #expect(answer.status == 415)
            #expect(try answer.isProblem("unsupported-media-type"))
        }

        @Test(
            "a parameter that can't be taken is 400, and named",
            arguments: [
                "events?limit=0", "events?limit=1001", "events?limit=x", "events?limit=1&limit=2",
                "events?after=", "events?after=1d5", "events?after=%00", "orders/pending?cursor=!",
                "orders/created-history?older_than=yesterday",
            ])
        func query(path: String) throws {
            let partner = try shared().addPartner("query")

            let answer = try partner.caller.raw("GET", "/v1/\(path)")

            #expect(answer.status == 400, "\(answer)")
            #expect(try answer.isProblem("bad-request"))
        }

        @Test("every type of problem has a page that says what to do")
        func pages() throws {
            let list = try shared().nobody.raw("GET", "/problems")
            let slugs = list.body.matches(of: /href="\/problems\/([a-z-]+)"/).map { String($0.1) }

            #expect(slugs.count >= 16)
            for slug in slugs {
                let page = try shared().nobody.raw("GET", "/problems/\(slug)")
                #expect(page.status == 200 && page.body.contains("What to do:"))
            }
        }
    }
}

@Suite("The limit on calls", .needsTools)
struct RateLimitTests {
    @Test("a token has its calls a minute, each answer says what is left, and others keep theirs")
    func limit() async throws {
        try await withOrderbell(serving: false) { orderbell in
            try orderbell.serve("--set", "limits.requests_per_minute=60")
            let (one, two) = (try orderbell.addPartner("one"), try orderbell.addPartner("two"))

            let answers = try (0..<61).map { _ in try one.caller.raw("GET", "/v1/events") }
            let other = try two.caller.raw("GET", "/v1/events")

            #expect(answers[0].headers["ratelimit-limit"] == "60")
            #expect(answers[0].headers["ratelimit-remaining"] == "59")
            #expect(answers.prefix(60).allSatisfy { $0.status == 200 })
            #expect(answers[60].status == 429 && answers[60].headers["ratelimit-remaining"] == "0")
            #expect(answers[60].headers["retry-after"] == answers[60].headers["ratelimit-reset"])
            #expect(try answers[60].isProblem("rate-limited"))
            #expect(other.status == 200 && other.headers["ratelimit-remaining"] == "59")
        }
    }
}
