// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract
internal import Settings

/// How `orderbell machine` reaches the broker.
struct MachineConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "mqtt://host:port or mqtts://…; without it the broker of the configuration.",
            valueName: "url"))
    var broker: String?

    @Option(help: "The version of MQTT, 5 or 3.1.1; without it 5.")
    var `protocol`: String?

    @Option(help: "The user name; without it PARTNER.DEVICE, where there is a password.")
    var username: String?

    @Option(help: "A file of mode 0600 with the password.", completion: .file())
    var passwordFile: String?

    @Option(help: "The authorities to trust with mqtts://.", completion: .file())
    var caFile: String?

    @Option(help: "The first levels of the topics; without it those of the configuration.")
    var topicRoot: String?

    /// What the options and the configuration say together.
    struct Resolved {
        let broker: BrokerURL
        let caFile: String?
        let password: Secret?
        let version: Configuration.ProtocolVersion
        let topicRoot: String
    }

    mutating func validate() throws {
        if let version = `protocol`, Configuration.ProtocolVersion(rawValue: version) == nil {
            throw ValidationError("--protocol is 5 or 3.1.1.")
        }
        if let topicRoot, !Topics.isValidRoot(topicRoot) {
            throw ValidationError("--topic-root is \(Topics.rootRule).")
        }
    }

    func resolve(_ common: CommonOptions) throws -> Resolved {
        let configuration = try Configuration.load(
            directory: common.dir, file: nil, environment: ProcessEnvironment.variables)
        let typed = try broker.map(Self.read)
        // The bridge's own user is none of the machine's business.
        var url = typed ?? configuration.broker.url
        url.credentials = nil
        return Resolved(
            broker: url, caFile: caFile ?? (typed == nil ? configuration.broker.caFile : nil),
            password: try passwordFile.map(Self.readPassword),
            version: `protocol`.flatMap(Configuration.ProtocolVersion.init) ?? .v5,
            topicRoot: topicRoot ?? configuration.topicRoot)
    }

    private static func read(_ text: String) throws -> BrokerURL {
        do throws(ValueFault) {
            let url = try BrokerURL(parsing: text)
            guard url.credentials == nil else {
                throw ValueFault("use --username and --password-file for the credentials")
            }
            return url
        } catch {
            throw CommandFailure("--broker: \(error.advice).", next: "", exit: .usage)
        }
    }

    private static func readPassword(_ path: String) throws -> Secret {
        do throws(ValueFault) {
            return try SecretFile.read(path)
        } catch {
            throw CommandFailure("--password-file: \(error.advice).", next: "")
        }
    }
}
