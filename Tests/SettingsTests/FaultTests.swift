// SPDX-License-Identifier: Apache-2.0
import Glibc
import Settings
import Testing

@Suite("Faults: all at once, each with its place")
struct FaultTests {
    @Test("everything wrong in file, environment and flags is listed at once")
    func allAtOnce() throws {
        let folder = try TemporaryFolder()
        let yaml = """
            broker:
              ulr: mqtt://x
              keep_alive: 30
              receive_maximum: many
            htpp:
              address: 127.0.0.1:1
            log: debug
            ops:
              address: [1, 2]
            ledger:
              path: {a: b}
              acks_per_partner: 1e3
            """
        try folder.write(yaml, to: "orderbell.yaml")

        let faults = folder.faults(
            flags: [.init(name: "--set", key: "nope", value: "1")],
            environment: ["ORDERBELL_HTTP": "8080", "ORDERBELL_BROKR": "x"])

        let file = "\(folder.path)/orderbell.yaml"
        #expect(
            faults.map { "\($0.place) \($0.key)" } == [
                "\(file):2 broker.ulr", "\(file):5 htpp", "\(file):7 log", "\(file):9 ops.address",
                "\(file):11 ledger.path", "\(file):3 broker.keep_alive",
                "\(file):4 broker.receive_maximum", "\(file):12 ledger.acks_per_partner",
                "ORDERBELL_BROKR ", "ORDERBELL_HTTP http.address", "--set nope",
            ])
        #expect(faults.allSatisfy { !$0.advice.isEmpty })
    }

    @Test("advice names what was probably meant")
    func hints() throws {
        let folder = try TemporaryFolder()
        try folder.write("broker:\n  ulr: mqtt://x\n", to: "orderbell.yaml")

        let faults = folder.faults(environment: ["ORDERBELL_BROKR": "x"])

        #expect(faults[0].advice.contains("broker.url"))
        #expect(faults[1].advice.contains("ORDERBELL_BROKER"))
    }

    @Test("repeated keys do not hide the other faults")
    func repeatedKeys() throws {
        let folder = try TemporaryFolder()
        let yaml = """
            log:
              level: debug
              level: trace
            http:
              "address": 127.0.0.1:1
              address: 127.0.0.1:2
              port: 1
            log.format: json
            log.format: text
            """
        try folder.write(yaml, to: "orderbell.yaml")

        let faults = folder.faults()

        let lines = faults.map { String($0.place.drop { $0 != ":" }) + " " + $0.key }
        #expect(
            lines == [":3 log.level", ":6 http.address", ":7 http.port", ":9 log.format"])
    }

    @Test("a section given twice is one fault, and its keys are not taken twice")
    func repeatedSection() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "log:\n  level: info\nhttp: {}\nlog:\n  level: debug\n", to: "orderbell.yaml")

        let faults = folder.faults()

        #expect(faults.map(\.place) == ["\(folder.path)/orderbell.yaml:4"])
        #expect(faults.first?.advice.contains("line 1") == true)
    }

    @Test("a key given nested and with dots is given twice")
    func twoSpellings() throws {
        let folder = try TemporaryFolder()
        try folder.write("log.level: debug\nlog:\n  level: info\n", to: "orderbell.yaml")

        let faults = folder.faults()

        #expect(faults.map(\.place) == ["\(folder.path)/orderbell.yaml:3"])
    }

    @Test(
        "a file that is none is refused",
        arguments: [
            ([UInt8](), ":1"), (Array(" \n\t\n".utf8), ":1"), ([0xFF, 0xFE, 0x41], ":1"),
            (Array("a: b: c".utf8), ":1"), (Array("log:\n  level: [1".utf8), ":3"),
            (Array("- a\n- b".utf8), ":1"), (Array("word".utf8), ":1"),
            (Array("log: {level: info}\n---\nlog: {}".utf8), ":2"),
            (Array(repeating: UInt8(ascii: "#"), count: (1 << 20) + 1), ""),
            (Array(repeating: UInt8(ascii: "["), count: 100_000), ":1"),
        ])
    func badFiles(bytes: [UInt8], place: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "orderbell.yaml")

        let faults = folder.faults()

        #expect(faults.count == 1)
        #expect(faults.first?.place == "\(folder.path)/orderbell.yaml\(place)")
    }

    @Test("a folder, a pipe, a dangling link and a missing file are refused")
    func noFiles() throws {
        let folder = try TemporaryFolder()
        try #require(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        try #require(symlink("\(folder.path)/nowhere", "\(folder.path)/link") == 0)

        for name in [".", "pipe", "link", "missing"] {
            #expect(throws: ConfigurationFaults.self) {
                try Configuration.load(
                    directory: nil, file: "\(folder.path)/\(name)", environment: [:])
            }
        }
    }

    @Test("a folder that is not there, or that everybody may write to, is refused")
    func badFolders() throws {
        let folder = try TemporaryFolder()
        try #require(chmod(folder.path, 0o777) == 0)

        #expect(folder.faults().map(\.place) == [folder.path])
        #expect(throws: ConfigurationFaults.self) {
            try Configuration.load(directory: "/nonexistent", file: nil, environment: [:])
        }
    }

    @Test(
        "values that don't fit together are refused",
        arguments: [
            ("http: {address: \"0.0.0.0:80\"}", "http.address"),
            ("ops: {address: \"[::]:80\"}", "ops.address"),
            ("ops: {address: \"127.0.0.1:8080\"}", "ops.address"),
            ("broker: {ca_file: /etc/hostname}", "broker.ca_file"),
            (
                "broker: {url: \"mqtts://b\", certificate_file: /etc/hostname}",
                "broker.certificate_file"
            ),
            ("broker: {url: \"mqtts://b\", ca_file: nowhere}", "broker.ca_file"),
            ("broker: {url: \"mqtt://a@b\", username: c}", "broker.username"),
            ("partners: {deliver_by: 1h}", "partners.process_by"),
            ("partners: {retry_first: 1h}", "partners.retry_max"),
            ("ledger: {path: \"postgres://db/orderbell\"}", "ledger.path"),
        ])
    func misfits(yaml: String, key: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(yaml, to: "orderbell.yaml")

        #expect(folder.faults().map(\.key) == [key])
    }

    @Test("beyond this machine without TLS only where it is said")
    func plaintext() throws {
        let folder = try TemporaryFolder()
        let yaml = "http: {address: \"0.0.0.0:80\", allow_plaintext: true}"
        try folder.write(yaml, to: "orderbell.yaml")

        #expect(folder.faults() == [])
    }
}
