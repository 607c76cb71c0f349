// SPDX-License-Identifier: Apache-2.0
import Testing

extension SharedServiceTests {
    /// Every route, as the service describes it, with every kind of token, and with the partner's
    /// own object, another's, and one that is not there.
    @Suite("Who may do what")
    struct AccessTests {
        @Test("every route × token × object is answered by the role, and by nothing else")
        func matrix() throws {
            let scene = try Scene()
            for call in try scene.calls() {
                for (who, caller) in try scene.callers() {
                    let answers = try ["own", "foreign", "missing"].map { object in
                        (object, try scene.send(call, object, as: caller))
                    }
                    for (object, answer) in answers {
                        let what = "\(call.method) \(call.path) as \(who), \(object): \(answer)"
                        let expected = call.expected(who, object)
                        #expect(expected.contains(answer.status), "\(what)")
                        if answer.status >= 400 {
                            #expect(answer.headers["content-type"] == "application/problem+json")
                        }
                    }
                    #expect(
                        answers[1].1.body == answers[2].1.body,
                        "\(call.path) as \(who): foreign and missing differ")
                }
            }
        }

        @Test("a revoked token is refused at the next request")
        func revoked() throws {
            let partner = try shared().addPartner("revoked")
            let made = try shared().ask(
                "token", "create", "--role", "partner", "--partner", partner.id)
            let caller = try shared().caller(try #require(made["token"].string))
            #expect(try caller.get("/v1/events").status == 200)

            _ = try shared().ask("token", "revoke", try #require(made["prefix"].string))

            #expect(try caller.get("/v1/events").status == 401)
            #expect(try partner.caller.get("/v1/events").status == 200)
        }
    }
}

/// One call of the matrix.
private struct MatrixCall {
    let method: String
    let path: String
    /// nil: anybody.
    let role: String?
    let hasBody: Bool

    /// Whether the address names an object that belongs to somebody.
    var namesObject: Bool { path.contains("{id}") }

    func expected(_ who: String, _ object: String) -> [Int] {
        guard let role else { return path.contains("{slug}") ? [200, 404] : [200] }
        if who == "nobody" || who == "stranger" { return [401] }
        guard who == role else { return [403] }
        if namesObject { return object == "own" ? [200] : [404] }
        if path.contains("{partner}") {
            return object == "missing" || object == "foreign" ? [404] : [200]
        }
        return [200]
    }
}

/// Two partners with an order each, and everybody who might ask for them.
private struct Scene {
    let mine: TestPartner
    let other: TestPartner

    init() throws {
        (mine, other) = (try shared().addPartner("matrix"), try shared().addPartner("matrix"))
        for partner in [mine, other] {
            try shared().accept(partner.change("\(partner.id).1", order: "o-\(partner.id)"))
        }
    }

    func calls() throws -> [MatrixCall] {
        try Route.all(shared()).flatMap { route in
            route.item.keys.map { method in
                let operation = route.item[method]
                return MatrixCall(
                    method: method.uppercased(), path: route.path,
                    role: operation["x-role"].string, hasBody: !operation["requestBody"].isNull)
            }
        }
    }

    func callers() throws -> [(String, Caller)] {
        let viewer = try shared().ask("token", "create", "--role", "viewer")
        return [
            ("nobody", try shared().nobody),
            ("stranger", try shared().caller("ob_partner_00000000_0000")),
            ("backend", try shared().backend), ("partner", mine.caller),
            ("operator", try shared().caller(shared().operatorToken)),
            ("viewer", try shared().caller(viewer["token"].string ?? "")),
        ]
    }

    func send(_ call: MatrixCall, _ object: String, as caller: Caller) throws -> RawAnswer {
        let order =
            switch object {
            case "own": "o-\(mine.id)"
            case "foreign": "o-\(other.id)"
            default: "o-missing"
            }
        let path = call.path.replacing("{id}", with: order)
            .replacing("{partner}", with: object == "own" ? mine.id : "no-such-partner")
            .replacing("{slug}", with: "conflict")
        // A stream has no end; its headers say as much.
        let method = path.hasSuffix("/stream") ? "HEAD" : call.method
        guard call.hasBody else { return try caller.raw(method, path) }
        return try caller.raw(
            method, path, ["Content-Type": "application/json"], body: body(call, order))
    }

    private func body(_ call: MatrixCall, _ order: String) -> String {
        switch call.path {
        case "/v1/order-changes": #"{"changes":[]}"#
        case "/v1/acks": #"{"acks":[{"event_id":"e","status":"received"}]}"#
        default: #"{"status_changes":[]}"#
        }
    }
}
