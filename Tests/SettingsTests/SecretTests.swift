// SPDX-License-Identifier: Apache-2.0
import Settings
import Testing

@Suite("Secrets: never shown, never readable by others")
struct SecretTests {
    @Test("no rendering of a secret shows it")
    func redaction() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)

        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!text.contains("hunter2"))
        }
        #expect(secret.reveal() == "hunter2")
    }

    @Test("a configuration with a password never shows it")
    func configuration() throws {
        let folder = try TemporaryFolder()
        let configuration = try folder.load(
            environment: ["ORDERBELL_BROKER": "mqtt://bridge:hunter2@127.0.0.1"])
        let plain = try folder.load(environment: ["ORDERBELL_BROKER": "mqtt://bridge@127.0.0.1"])
        var dumped = ""
        dump(configuration, to: &dumped)

        let texts = configuration.values.map(\.text)
        let changes = configuration.differences(from: plain).flatMap { [$0.old, $0.new] }

        #expect((texts + changes + [dumped]).allSatisfy { !$0.contains("hunter2") })
        #expect(texts.contains("mqtt://bridge:<redacted>@127.0.0.1:1883"))
        #expect(configuration.broker.credentials?.password?.reveal() == "hunter2")
    }

    @Test("a fault with the broker's URL does not quote it")
    func faults() throws {
        let folder = try TemporaryFolder()

        let faults = folder.faults(environment: ["ORDERBELL_BROKER": "mqtt://u:hunter2@x:y"])

        #expect(faults.count == 1)
        #expect(!ConfigurationFaults(faults).description.contains("hunter2"))
    }

    @Test(
        "a password file that others can read is refused",
        arguments: [0o640, 0o604, 0o644, 0o602])
    func openPasswordFile(mode: UInt32) throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "password", mode: mode)
        try folder.write(
            "broker: {username: u, password_file: password}", to: "orderbell.yaml")

        let faults = folder.faults()

        #expect(faults.map(\.key) == ["broker.password_file"])
        #expect(faults.first?.advice.contains("chmod 600") == true)
    }

    @Test(
        "a password file without exactly one line is refused",
        arguments: ["", "\n", "a\nb", "a\0"])
    func badPasswordFile(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "password")
        try folder.write(
            "broker: {username: u, password_file: password}", to: "orderbell.yaml")

        #expect(folder.faults().map(\.key) == ["broker.password_file"])
    }

    @Test("a password in the file is refused where others can read it, else warned of")
    func passwordInFile() throws {
        let folder = try TemporaryFolder()
        let yaml = "broker: {url: \"mqtt://u:p@127.0.0.1\"}"
        try folder.write(yaml, to: "orderbell.yaml", mode: 0o644)
        let open = folder.faults().map(\.place)
        try folder.write(yaml, to: "orderbell.yaml", mode: 0o600)

        let configuration = try folder.load()

        #expect(open == ["\(folder.path)/orderbell.yaml:1"])
        #expect(configuration.warnings.count == 1)
    }

    @Test("no password on the command line")
    func passwordInFlag() throws {
        let folder = try TemporaryFolder()

        let faults = folder.faults(
            flags: [.init(name: "--broker", key: "broker.url", value: "mqtt://u:p@127.0.0.1")])

        #expect(faults.map(\.place) == ["--broker"])
    }
}
