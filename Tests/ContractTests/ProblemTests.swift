// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct ProblemTests {
    @Test(
        "the types the contract names have these URIs and statuses",
        arguments: [
            (.malformed, "malformed", 400), (.tooLarge, "too-large", 413),
            (.unknownEvent, "unknown-event", 404), (.badTransition, "bad-transition", 409),
            (.rateLimited, "rate-limited", 429), (.invalid, "invalid-change", 422),
            (.notFound, "not-found", 404), (.unauthorized, "unauthorized", 401),
            (.unavailable, "unavailable", 503), (.conflict, "conflict", 409),
        ] as [(Problem.Kind, String, Int)])
    func types(kind: Problem.Kind, slug: String, status: Int) {
        let problem = Problem(kind, "why")

        #expect(problem.type == "https://orderbell.dev/problems/\(slug)")
        #expect(problem.status == status)
    }

    @Test("every kind has a title, a client or server status, and JSON of its own")
    func everyKind() throws {
        for kind in Problem.Kind.allCases {
            #expect(400...599 ~= kind.status && !kind.title.isEmpty)
            let node = try json(Problem(kind, "why").encode())
            #expect(node["type"]?.string?.hasPrefix("https://orderbell.dev/problems/") == true)
        }
        #expect(Set(Problem.Kind.allCases.map(\.slug)).count == Problem.Kind.allCases.count)
    }

    @Test("a problem is written with its fields at fault, escaped")
    func members() throws {
        let problem = Problem(
            kind: .invalid,
            detail: "say \"yes\"\u{7}",
            errors: [.init(pointer: "/a~1b", detail: "\u{202E}")],
            eventID: EventID("e-1")
        )
        var bytes: [UInt8] = []

        JSONWriter.append(to: &bytes) { problem.write(to: &$0, includesStatus: true) }

        #expect(
            bytes.text == #"{"type":"https://orderbell.dev/problems/invalid-change","#
                + #""title":"The order change is invalid","status":422,"#
                + #""detail":"say \"yes\"\u0007","event_id":"e-1","#
                + #""errors":[{"pointer":"/a~1b","detail":"\u202e"}]}"#
        )
        #expect(try json(problem.encode())["status"] == nil)
    }

    @Test("somebody else's event can not be told from one that does not exist")
    func notYours() {
        let event = EventID("e-1")
        let notYours = Problem(.notYours, "belongs to bar", eventID: event)
        let unknown = Problem(.unknownEvent, "never seen", eventID: event)

        #expect(notYours.encode() == unknown.encode())
        #expect(notYours.type == unknown.type && notYours.status == unknown.status)
        #expect(!notYours.encode().text.contains("bar"))
    }

    @Test("a fault of the reader is malformed, or too large")
    func fromFault() {
        #expect(Problem(.tooLarge(at: 5)).kind == .tooLarge)
        #expect(Problem(.duplicateKey(at: 5)).kind == .malformed)
        #expect(Problem(.duplicateKey(at: 5)).detail.contains("byte 5"))
    }
}
