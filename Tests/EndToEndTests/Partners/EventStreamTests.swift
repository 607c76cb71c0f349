// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

extension SharedServiceTests {
    @Suite("The event stream")
    struct EventStreamTests {
        @Test("what was there and what comes is told once, in the order and form of the feed")
        func wholeFeed() throws {
            let partner = try shared().addPartner("stream", "--format", "count")
            try partner.orderbell.accept(partner.changes(1...250))
            let stream = try partner.caller.stream()
            defer { stream.kill() }

            _ = try stream.events(250)
            try partner.orderbell.accept(partner.changes(251...300))
            let told = try stream.events(300)

            #expect(told.map(\.data) == (try partner.feed()))
        }

        @Test("Last-Event-ID goes on after that event, without gap or repeat")
        func resume() throws {
            let partner = try shared().addPartner("resume", "--format", "count")
            try partner.orderbell.accept(partner.changes(1...5))
            let first = try partner.caller.stream()
            let seen = try first.events(5)
            first.kill()
            try partner.orderbell.accept(partner.changes(6...8))

            let second = try partner.caller.stream(["Last-Event-ID": seen[2].id])
            defer { second.kill() }
            let told = try second.events(5)

            let ids = told.map { $0.data["event_id"].string ?? "" }
            #expect(ids == partner.events(4...8))
            let page = try partner.caller.get("/v1/events?after=\(told[1].id)").json
            #expect(page["events"].strings("event_id") == partner.events(6...8))
        }

        @Test("a partner's stream tells nothing of another partner")
        func isolation() throws {
            let (mine, other) = (try shared().addPartner("ears"), try shared().addPartner("mouth"))
            let stream = try mine.caller.stream()
            defer { stream.kill() }

            try shared().accept(other.changes(1...20))
            try shared().accept(mine.change("\(mine.id).1"))
            let told = try stream.events(1)

            #expect(told.map { $0.data["event_id"].string ?? "" } == ["\(mine.id).1"])
        }

        @Test("asking for its headers alone opens none")
        func head() throws {
            let partner = try shared().addPartner("head")

            for _ in 0..<40 {
                let answer = try partner.caller.raw("HEAD", "/v1/events/stream")
                #expect(answer.status == 200)
            }

            let stream = try partner.caller.stream()
            stream.kill()
        }

        @Test("only so many at a time; one that ends makes room")
        func bounded() throws {
            let partner = try shared().addPartner("bounded")
            var streams: [RunningProgram] = []
            defer { for stream in streams { stream.kill() } }
            for _ in 0..<32 { streams.append(try partner.caller.stream()) }

            let refused = try partner.caller.raw("GET", "/v1/events/stream")
            streams.removeLast().kill()

            #expect(refused.status == 429 && refused.headers["retry-after"] != nil)
            try eventually("room for one more") {
                let more = try? partner.caller.stream()
                if let more { streams.append(more) }
                return more != nil
            }
        }

        @Test("a cursor that is none is refused")
        func badCursor() throws {
            let partner = try shared().addPartner("cursor")

            let answer = try partner.caller.raw(
                "GET", "/v1/events/stream", ["Last-Event-ID": "nonsense"])

            #expect(answer.status == 400)
            #expect(try answer.isProblem("bad-request"))
        }
    }
}

@Suite("The event stream and the service's end", .needsTools)
struct EventStreamEndTests {
    @Test("a stop ends open streams in order, and at once")
    func stop() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("stopped")
            let stream = try partner.caller.stream()
            try orderbell.accept(partner.change("last"))
            _ = try stream.events(1)

            let ended = try orderbell.stop(seconds: 8)
            let reader = try stream.end(seconds: 8)

            #expect(ended?.status == 0)
            #expect(reader.status == 0)
        }
    }

    @Test("a reader that stops reading holds up nobody")
    func stuckReader() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("stuck", "--format", "count")
            let stuck = try partner.caller.stream()
            defer { stuck.kill() }
            stuck.signal(SIGSTOP)

            let count = 20_000
            try orderbell.accept((1...count).map { partner.change("s.\($0)") })
            let healthy = try partner.caller.stream()
            defer { healthy.kill() }

            #expect(try healthy.events(count).count == count)
        }
    }
}
