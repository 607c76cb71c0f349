// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Glibc
import Settings
import Testing

@Suite("Loading: flag, else environment, else file, else default")
struct LoadingTests {
    @Test("without any source every value is the default")
    func defaults() throws {
        let folder = try TemporaryFolder()

        let configuration = try folder.load()

        #expect(configuration.file == nil)
        #expect(configuration.broker.url.description == "mqtt://127.0.0.1:1883")
        #expect(configuration.http.address == HostPort(host: "127.0.0.1", port: 8080))
        #expect(configuration.ops.address == HostPort(host: "127.0.0.1", port: 8081))
        #expect(configuration.ledger.path == "\(folder.path)/orderbell.sqlite")
        #expect(configuration.broker.keepAliveSeconds == 30)
        #expect(configuration.broker.sessionExpirySeconds == 86_400)
        #expect(configuration.partners == PartnerSettings())
        #expect(configuration.values.allSatisfy { $0.source == .default })
    }

    @Test("each source beats the weaker ones")
    func precedence() throws {
        let folder = try TemporaryFolder()
        let yaml = """
            http: {address: "127.0.0.1:1"}
            ops:
              address: 127.0.0.1:2
            log:
              level: debug
              format: json
            """
        try folder.write(yaml, to: "orderbell.yaml")

        let configuration = try folder.load(
            flags: [.init(name: "--http", key: "http.address", value: "127.0.0.1:5")],
            environment: [
                "ORDERBELL_HTTP": "127.0.0.1:3", "ORDERBELL_OPS": "127.0.0.1:4", "HOME": "/",
            ])

        #expect(configuration.http.address.port == 5)
        #expect(configuration.ops.address.port == 4)
        #expect(configuration.log.level == .debug)
        #expect(configuration.log.format == .json)
        #expect(configuration.sources["http.address"] == .flag("--http"))
        #expect(configuration.sources["ops.address"] == .environment("ORDERBELL_OPS"))
        #expect(
            configuration.sources["log.level"]
                == .file("\(folder.path)/orderbell.yaml", line: 5))
        #expect(configuration.sources["topics.root"] == nil)
    }

    @Test("relative paths of the file start at the file's folder")
    func relativePaths() throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        let file = try other.write("ledger:\n  path: data/x.sqlite\n", to: "elsewhere.yaml")

        let configuration = try Configuration.load(
            directory: folder.path, file: file, environment: [:])

        #expect(configuration.ledger.path == "\(other.path)/data/x.sqlite")
        #expect(configuration.folder.path == folder.path)
        #expect(configuration.file == file)
    }

    @Test("the folder is the one typed, else the file's, else ORDERBELL_DIR")
    func folderPrecedence() throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        let file = try other.write("log: {level: error}", to: "elsewhere.yaml")
        let environment = ["ORDERBELL_DIR": folder.path]

        let byFile = try Configuration.load(directory: nil, file: file, environment: environment)
        let byVariable = try Configuration.load(
            directory: nil, file: nil, environment: environment)

        #expect(byFile.folder.path == other.path)
        #expect(byVariable.folder.path == folder.path)
    }

    @Test("a linked file with Windows line breaks is read, and its lines are counted right")
    func linkAndLineBreaks() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("log:\r\n  level: debug\r\n  format: xml\r\n", to: "real.yaml")
        try #require(symlink(file, "\(folder.path)/orderbell.yaml") == 0)

        let faults = folder.faults()

        #expect(faults.map(\.place) == ["\(folder.path)/orderbell.yaml:3"])
        #expect(faults.map(\.key) == ["log.format"])
    }

    @Test("every setting of a partner can be set for new ones, single event types too")
    func partners() throws {
        let folder = try TemporaryFolder()
        let yaml = """
            partners:
              max_in_flight: 7
              deliver_by: 1m
              format.new_order: full
              format.x: count
            """
        try folder.write(yaml, to: "orderbell.yaml")

        let partners = try folder.load(
            environment: ["ORDERBELL_PARTNERS_ORDERING": "strict"]
        ).partners

        #expect(partners.maxInFlight == 7)
        #expect(partners.deliverByMilliseconds == 60_000)
        #expect(partners.ordering == .strict)
        #expect(partners.formats == ["new_order": .full, "x": .count])
    }

    @Test("the password file's one line is the password")
    func password() throws {
        let folder = try TemporaryFolder()
        try folder.write("s3cret pass\r\n", to: "password")
        let yaml = "broker:\n  username: bridge\n  password_file: password\n"
        try folder.write(yaml, to: "orderbell.yaml")

        let credentials = try #require(try folder.load().broker.credentials)

        #expect(credentials.username == "bridge")
        #expect(credentials.password?.reveal() == "s3cret pass")
    }

    @Test("sections without keys and comments alone are no fault")
    func emptySections() throws {
        let folder = try TemporaryFolder()
        try folder.write("# nothing\nbroker:\n  # url: x\nlog: ~\n", to: "orderbell.yaml")

        #expect(folder.faults() == [])
    }
}
