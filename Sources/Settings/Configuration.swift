// SPDX-License-Identifier: Apache-2.0
package import Delivery

/// Everything `serve` needs to know, from flags, environment, `orderbell.yaml` and defaults.
///
/// The values here are the defaults; ``ConfigurationKey/all`` says how each is called, read and
/// explained. ``load(directory:file:flags:environment:)`` is the way to one that can be trusted.
package struct Configuration: Sendable {
    /// The folder of the token, the run file and, by default, the ledger.
    package let folder: Folder
    /// The file that was read, if there was one.
    package internal(set) var file: String?
    package var broker = Broker()
    /// The first levels of every topic.
    package var topicRoot = "orderbell/v1"
    /// For the order backend and the partners.
    package var http = Listener(address: HostPort(host: "127.0.0.1", port: 8080))
    /// For operators.
    package var ops = Listener(address: HostPort(host: "127.0.0.1", port: 8081))
    package var ledger: LedgerSettings
    package var limits = ServiceLimits()
    package var log = LogSettings()
    /// What a new partner starts with.
    package var partners = PartnerSettings()
    /// Where each value was said; a key that is missing has its default.
    package internal(set) var sources: [String: ConfigurationSource] = [:]
    /// What is allowed but not wise: a sentence each.
    package internal(set) var warnings: [String] = []

    /// The defaults.
    package init(folder: Folder) {
        self.folder = folder
        ledger = LedgerSettings(path: folder.resolve("orderbell.sqlite"))
    }
}

extension Configuration {
    /// A version of MQTT.
    package enum ProtocolVersion: String, Sendable, CaseIterable {
        case v5 = "5"
        case v311 = "3.1.1"
    }

    /// How the broker is reached.
    package struct Broker: Sendable, Equatable {
        package var url = BrokerURL(
            isEncrypted: false, addresses: [HostPort(host: "127.0.0.1", port: 1883)])
        package var username: String?
        package var passwordFile: String?
        /// What ``passwordFile`` held when the configuration was loaded.
        package var password: Secret?
        package var clientID = "orderbell"
        package var version = ProtocolVersion.v5
        package var caFile: String?
        package var certificateFile: String?
        package var keyFile: String?
        package var receiveMaximum = 500
        package var keepAliveSeconds = 30
        package var sessionExpirySeconds = 86_400

        /// What to log in with, whether it came in the URL or by keys of its own.
        package var credentials: Credentials? {
            let name = username ?? url.credentials?.username
            return name.map {
                Credentials(username: $0, password: password ?? url.credentials?.password)
            }
        }
    }

    /// An address that is listened on.
    package struct Listener: Sendable, Equatable {
        package var address: HostPort
        /// Whether others than this machine may be served without TLS.
        package var allowsPlaintext = false
    }

    /// Where the ledger is.
    package struct LedgerSettings: Sendable, Equatable {
        package var path: String
        package var acksPerPartner = 100_000
    }

    /// What bounds the whole service.
    package struct ServiceLimits: Sendable, Equatable {
        package var openDeliveries = 5_000_000
        package var waitingChanges = 20_000
        package var requestsPerMinute = 600_000
    }

    /// What is logged, and how.
    package struct LogSettings: Sendable, Equatable {
        package var level = LogLevel.info
        package var format = LogFormat.text
    }

    package enum LogLevel: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    package enum LogFormat: String, Sendable, CaseIterable {
        case text, json
    }
}
