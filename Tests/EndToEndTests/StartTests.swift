// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@Suite("Starting, and refusing to", .needsTools)
struct StartTests {
    /// One sentence for people: no trace of the program's insides, and not a page of it.
    private func expectSentence(
        _ ended: Ended, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let lines = ended.errors.split(separator: "\n").filter { $0.contains("Error: ") }
        #expect(lines.count == 1, "\(ended.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(ended.errors.contains(word), "\(ended.errors)", sourceLocation: sourceLocation)
        }
        for trace in ["Fatal", "NIO", "Swift.", "Optional(", "errno:"] {
            #expect(
                !ended.errors.contains(trace), "\(ended.errors)", sourceLocation: sourceLocation)
        }
    }

    private func serve(_ folder: String, _ environment: [String: String]) throws -> Ended {
        try run(
            TestEnvironment.orderbell, ["serve", "--dir", folder], environment: environment)
    }

    private let anywhere = [
        "ORDERBELL_BROKER": "mqtt://127.0.0.1:1", "ORDERBELL_HTTP": "127.0.0.1:0",
        "ORDERBELL_OPS": "127.0.0.1:0",
    ]

    @Test("init makes a closed folder once, and overwrites nothing")
    func initialise() throws {
        try withFolder { folder in
            let data = "\(folder.path)/new/data"
            let first = try run(TestEnvironment.orderbell, ["init", "--dir", data, "--json"])
            #expect(try first.json["config"] == .string("\(data)/orderbell.yaml"))
            let token = try String(contentsOfFile: "\(data)/operator.token", encoding: .utf8)
            #expect(try first.json["tokens"]["operator"] == .string(String(token.dropLast())))
            let files = try FileManager.default.contentsOfDirectory(atPath: data)
            for name in files {
                let path = "\(data)/\(name)"
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
                #expect(mode as? Int == 0o600, "\(name)")
            }

            let second = try run(TestEnvironment.orderbell, ["init", "--dir", data])

            #expect(second.status == 1)
            expectSentence(second, "overwritten")
            let after = try String(contentsOfFile: "\(data)/operator.token", encoding: .utf8)
            #expect(after == token)
        }
    }

    @Test("serve makes no ledger by itself", arguments: ["folder", "ledger"])
    func noLedger(missing: String) throws {
        try withFolder { folder in
            let data = "\(folder.path)/data"
            if missing == "ledger" {
                try run(TestEnvironment.orderbell, ["init", "--dir", data])
                try FileManager.default.removeItem(atPath: "\(data)/orderbell.sqlite")
            }

            let ended = try serve(data, anywhere)

            #expect(ended.status == (missing == "ledger" ? 1 : 78))
            expectSentence(ended, "orderbell init")
            #expect(!FileManager.default.fileExists(atPath: "\(data)/orderbell.sqlite"))
        }
    }

    @Test("a second serve on the same folder refuses, and the first goes on")
    func second() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("first")

            let ended = try serve(orderbell.data, anywhere)

            #expect(ended.status == 1)
            expectSentence(ended, "another Orderbell")
            try orderbell.accept(partner.change("\(partner.id).1"))
            #expect(try partner.feed().count == 1)
        }
    }

    @Test("a port in use is one sentence that names it", arguments: ["HTTP", "OPS"])
    func portTaken(which: String) async throws {
        try await withOrderbell { orderbell in
            try withFolder { folder in
                try run(TestEnvironment.orderbell, ["init", "--dir", folder.path])

                let ended = try serve(
                    folder.path,
                    anywhere.merging(["ORDERBELL_\(which)": orderbell.http]) { $1 })

                #expect(ended.status == 1)
                expectSentence(ended, orderbell.http, "in use", "ORDERBELL_\(which)")
            }
        }
    }

    @Test("a folder that nobody may write to is one sentence")
    func notWritable() throws {
        let ended = try run(TestEnvironment.orderbell, ["init", "--dir", "/proc/orderbell"])

        #expect(ended.status == 1)
        expectSentence(ended, "/proc/orderbell", "--dir")
    }

    @Test("a ledger that is none is refused and left as it is")
    func foreignFile() throws {
        try withFolder { folder in
            try run(TestEnvironment.orderbell, ["init", "--dir", "\(folder.path)/data"])
            let ledger = "\(folder.path)/data/orderbell.sqlite"
            let text = String(repeating: "no ledger\n", count: 1000)
            try text.write(toFile: ledger, atomically: false, encoding: .utf8)

            let ended = try serve("\(folder.path)/data", anywhere)

            #expect(ended.status == 1)
            expectSentence(ended, "ledger")
            #expect(try String(contentsOfFile: ledger, encoding: .utf8) == text)
        }
    }

    @Test("config check names every fault at once, and serve gives the same verdict")
    func configCheck() throws {
        try withFolder { folder in
            let file = try folder.write(
                """
                broker:
                  url: http://x
                http:
                  adress: 127.0.0.1:1
                log:
                  level: loud
                partners:
                  attempts: 0

                """, "orderbell.yaml")
            let arguments = ["--dir", folder.path, "--json"]
            let wrong = ["ORDERBELL_OPS": "nowhere"]

            let check = try run(
                TestEnvironment.orderbell, ["config", "check"] + arguments, environment: wrong)
            let serve = try run(
                TestEnvironment.orderbell, ["serve"] + arguments, environment: wrong)

            #expect(check.status == 78 && serve.status == 78)
            #expect(try check.errorJSON["errors"] == serve.errorJSON["errors"])
            let places = try check.errorJSON["errors"].strings("place")
            #expect(places.count == 5)
            for part in ["\(file):2", "\(file):4", "\(file):6", "\(file):8", "ORDERBELL_OPS"] {
                #expect(places.contains { $0.contains(part) }, "\(part) in \(places)")
            }
        }
    }
}
