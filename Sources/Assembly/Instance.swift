// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Glibc
import HTTPAPI
import Hummingbird
import Ledger
import Logging
import Mosquitto
import NIOCore
import SQLiteLedger
import ServiceLifecycle
import Settings
import Synchronization

/// One running Orderbell: ledger, engine, broker, HTTP, put together and taken apart in order.
struct Instance: Sendable {
    let configuration: Configuration
    let host: EngineHost
    let link: BrokerLink?
    let api: APIContext
    let addresses = BoundAddresses()

    /// Opens the ledger; nothing runs yet.
    ///
    /// - Parameter broker: false: the operator's side alone, on the ledger at rest.
    init(_ configuration: Configuration, broker: Bool, log: Logger) throws {
        self.configuration = configuration
        let clock = SystemClock()
        let topics = Topics(root: configuration.topicRoot)
        let path = configuration.ledger.path
        let link =
            try broker
            ? BrokerLink(configuration.connection, topics: topics, clock: clock, log: log) : nil
        host = EngineHost(
            opened: try Self.open(path), reopen: { try Self.open(path) }, topics: topics,
            directory: Directory(), clock: clock, limits: configuration.engineLimits, log: log,
            send: { messages in link?.send(messages) ?? 0 })
        self.link = link
        api = APIContext(
            host: host, clock: clock, log: log,
            live: LiveSettings(configuration.live), version: Version.text)
    }

    /// Puts in force what a reload may change.
    func apply(_ configuration: Configuration) {
        api.live.values = configuration.live
        host.post(.command(CommandRequest(.setLimits(configuration.engineLimits)) { _ in }))
    }

    private static func open(_ path: String) throws -> EngineHost.Opened {
        let ledger = try SQLiteLedger.open(at: path)
        return EngineHost.Opened(store: ledger, state: try ledger.openingState())
    }

    /// In the order in which they start; they stop in the opposite order: first no more requests,
    /// then no more acks, then nothing more to publish, then the ledger.
    var services: [any Service] {
        var services: [any Service] = [EngineService(host: host)]
        if let link {
            services.append(BrokerService(link: link, host: host))
            services.append(publicServer)
        }
        services.append(operatorServer)
        return services
    }

    private var publicServer: any Service {
        ListenerService(
            address: configuration.http.address, variable: "ORDERBELL_HTTP",
            Application(
                router: HTTPAPI.publicRouter(api),
                configuration: .init(
                    address: configuration.http.address.bindAddress, serverName: "orderbell"),
                onServerRunning: { channel in
                    addresses.set(.http, channel.localAddress)
                },
                logger: api.log),
            // Streams have no end of their own, and the server waits for every answer's end.
            onStop: { host.bells.close() })
    }

    private var operatorServer: any Service {
        ListenerService(
            address: configuration.ops.address, variable: "ORDERBELL_OPS",
            Application(
                router: HTTPAPI.operatorRouter(api),
                configuration: .init(
                    address: configuration.ops.address.bindAddress, serverName: "orderbell"),
                onServerRunning: { channel in
                    addresses.set(.ops, channel.localAddress)
                },
                logger: api.log))
    }
}

/// A listener that says in words why it could not listen.
private struct ListenerService<Server: Service>: Service {
    let address: HostPort
    /// The environment variable that moves it elsewhere.
    let variable: String
    let server: Server
    /// Called when it is told to stop.
    let onStop: @Sendable () -> Void

    init(
        address: HostPort, variable: String, _ server: Server,
        onStop: @escaping @Sendable () -> Void = {}
    ) {
        self.address = address
        self.variable = variable
        self.server = server
        self.onStop = onStop
    }

    func run() async throws {
        do {
            try await withGracefulShutdownHandler {
                try await server.run()
            } onGracefulShutdown: {
                onStop()
            }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw RunFailure(
                "\(address) is in use by another program; stop that one, or set \(variable) to"
                    + " another address (port 0 takes a free one).")
        } catch let error as IOError {
            throw RunFailure(
                "Can't listen on \(address): \(String(cString: strerror(error.errnoCode)));"
                    + " set \(variable) to an address of this machine.")
        }
    }
}

/// Runs the engine's thread; stops it last.
private struct EngineService: Service {
    let host: EngineHost

    func run() async throws {
        host.start()
        try await gracefulShutdown()
        await Blocking.run { host.stop() }
    }
}

/// Runs the two connections to the broker.
private struct BrokerService: Service {
    let link: BrokerLink
    let host: EngineHost

    func run() async throws {
        try link.start(host)
        try await gracefulShutdown()
        await Blocking.run {
            link.stopListening()
            link.stopPublishing()
        }
    }
}

/// The addresses that the listeners have in fact: a port 0 becomes a free one.
final class BoundAddresses: Sendable {
    enum Listener: Hashable { case http, ops }

    private let state = Mutex<[Listener: String]>([:])

    func set(_ listener: Listener, _ address: SocketAddress?) {
        guard let address, let port = address.port else { return }
        let host = address.ipAddress ?? "127.0.0.1"
        let text = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        state.withLock { $0[listener] = text }
    }

    subscript(listener: Listener) -> String? { state.withLock { $0[listener] } }
}

extension HostPort {
    fileprivate var bindAddress: BindAddress { .hostname(host, port: Int(port)) }
}

extension Configuration {
    fileprivate var engineLimits: EngineLimits {
        var limits = EngineLimits()
        limits.inboxPerSender = ledger.acksPerPartner
        limits.openDeliveries = self.limits.openDeliveries
        return limits
    }

    fileprivate var live: LiveSettings.Values {
        LiveSettings.Values(
            waitingChangesMax: limits.waitingChanges,
            requestsPerMinute: limits.requestsPerMinute, partnerDefaults: partners)
    }

    /// What both connections to the broker have in common.
    var connection: ConnectionSettings {
        var settings = ConnectionSettings(
            clientID: broker.clientID,
            addresses: broker.url.addresses.map { BrokerAddress(host: $0.host, port: $0.port) })
        settings.username = broker.credentials?.username
        settings.password = broker.credentials?.password.map { Array($0.reveal().utf8) }
        settings.version = broker.version == .v5 ? .v5 : .v311
        settings.receiveMaximum = UInt16(clamping: broker.receiveMaximum)
        settings.keepAliveSeconds = UInt16(clamping: broker.keepAliveSeconds)
        settings.sessionExpirySeconds = UInt32(clamping: broker.sessionExpirySeconds)
        if broker.url.isEncrypted {
            settings.tls = TLSSettings(
                caFile: broker.caFile, caPath: broker.caFile == nil ? "/etc/ssl/certs" : nil,
                certificateFile: broker.certificateFile, keyFile: broker.keyFile)
        }
        return settings
    }
}
