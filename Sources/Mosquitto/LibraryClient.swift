// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

/// One libmosquitto client object and the sink it calls back into, for one attempt to connect and
/// the connection that comes of it. Freed with the last reference.
///
/// A client object is not used for a second connection. It would send its unacknowledged publishes
/// again by itself, but 2.0.11 aborts the process if one of them is larger than the broker now
/// takes (`log__printf(NULL, …)` in send_publish.c), and keeps the last broker's limits.
///
/// Not thread-safe: made by one thread, then used by the connection's thread alone.
final class LibraryClient {
    let pointer: OpaquePointer
    let sink: CallbackSink
    // One retain owned by the C side, given back after mosquitto_destroy and nowhere else.
    private let retainedSink: Unmanaged<CallbackSink>

    init(_ settings: ConnectionSettings) throws(MosquittoError) {
        try LibraryStart.ensure()
        let sink = CallbackSink(copiesProperties: settings.copiesInboundProperties)
        let retained = Unmanaged.passRetained(sink)
        let made = mosquitto_new(settings.clientID, settings.cleanStart, retained.toOpaque())
        guard let made else {
            retained.release()
            throw .system(errno, "create an MQTT client")
        }
        pointer = made
        self.sink = sink
        retainedSink = retained
        try configure(settings)
        CallbackSink.register(on: made)
    }

    deinit {
        mosquitto_destroy(pointer)
        retainedSink.release()
    }

    /// The socket, or -1 if there is none.
    var socket: Int32 { mosquitto_socket(pointer) }

    /// Whether there is something to write.
    var wantsWrite: Bool { mosquitto_want_write(pointer) }

    /// Begins to connect; the answer comes later.
    ///
    /// - Parameter source: A local address to bind to, which also fixes the address family.
    func connect(
        to address: BrokerAddress, source: String?, _ settings: ConnectionSettings
    ) -> Int32 {
        mosquitto_connect_bind_async(
            pointer, address.host, Int32(address.port), Int32(settings.keepAliveSeconds), source)
    }

    /// Keeps the library's error lines, which say more than its numbers. Only while connecting:
    /// with a listener the library formats a line for every packet.
    func listenToLog(_ listens: Bool) {
        guard listens else { return mosquitto_log_callback_set(pointer, nil) }
        sink.lastLogLine = nil
        mosquitto_log_callback_set(pointer) { _, raw, level, line in
            guard level & (MOSQ_LOG_ERR | MOSQ_LOG_WARNING) != 0, let line else { return }
            CallbackSink.from(raw)?.lastLogLine = String(cString: line)
        }
    }

    private func configure(_ settings: ConnectionSettings) throws(MosquittoError) {
        // Decides everything: packets are queued by loop_read and leave in loop_write only.
        try MosquittoError.check(mosquitto_threaded_set(pointer, true), "set the thread model")
        let version = settings.version == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        setOption(MOSQ_OPT_PROTOCOL_VERSION, version)
        setOption(MOSQ_OPT_TCP_NODELAY, 1)
        setOption(MOSQ_OPT_RECEIVE_MAXIMUM, Int32(settings.receiveMaximum))
        // In force unless the broker announces its own, which may also be more.
        setOption(MOSQ_OPT_SEND_MAXIMUM, Int32(settings.sendWindow))
        try setCredentials(settings)
        if let will = settings.will { try set(will) }
        if let tls = settings.tls { try set(tls) }
        if settings.version == .v5 { try setConnectProperties(settings) }
    }

    private func setOption(_ option: mosq_opt_t, _ value: Int32) {
        _ = mosquitto_int_option(pointer, option, value)
    }

    private func setCredentials(_ settings: ConnectionSettings) throws(MosquittoError) {
        guard let username = settings.username else { return }
        var code: Int32
        if let password = settings.password {
            let terminated = password.map { CChar(bitPattern: $0) } + [0]
            code = mosquitto_username_pw_set(pointer, username, terminated)
        } else {
            code = mosquitto_username_pw_set(pointer, username, nil)
        }
        try MosquittoError.check(code, "set the user name")
    }

    private func set(_ will: Will) throws(MosquittoError) {
        let code = will.payload.withUnsafeBytes {
            mosquitto_will_set(
                pointer, will.topic, Int32($0.count), $0.baseAddress, Int32(will.qos.rawValue),
                will.retain)
        }
        try MosquittoError.check(code, "set the will")
    }

    private func set(_ tls: TLSSettings) throws(MosquittoError) {
        // Not MOSQ_OPT_TLS_USE_OS_CERTS: with it every reconnect of 2.0.11 fails.
        let usesSystem = tls.caFile == nil && tls.caPath == nil
        let code = mosquitto_tls_set(
            pointer, tls.caFile, usesSystem ? "/etc/ssl/certs" : tls.caPath,
            tls.certificateFile, tls.keyFile
        ) { _, _, _, _ in 0 }  // A key with a pass phrase fails instead of asking the terminal.
        guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
        throw MosquittoError(
            code: code, operation: "read the TLS files",
            detail: "\(tls.caFile ?? "-") \(tls.certificateFile ?? "-") \(tls.keyFile ?? "-")")
    }

    /// Stores the properties of CONNECT. Only the blocking connect takes them, and keeps them for
    /// the asynchronous ones after it; so it is called once with a place that cannot exist (port 0
    /// means a Unix socket, and nothing lies below /dev/null) and fails at once, as it should.
    private func setConnectProperties(_ settings: ConnectionSettings) throws(MosquittoError) {
        var properties = PropertyList()
        try properties.add(MQTT_PROP_SESSION_EXPIRY_INTERVAL, settings.sessionExpirySeconds)
        if let size = settings.maximumPacketSize {
            try properties.add(MQTT_PROP_MAXIMUM_PACKET_SIZE, size)
        }
        let code = mosquitto_connect_bind_v5(
            pointer, "/dev/null/none", 0, Int32(settings.keepAliveSeconds), nil, properties.head)
        let expected = [MOSQ_ERR_ERRNO.rawValue, MOSQ_ERR_NOT_SUPPORTED.rawValue]
        guard !expected.contains(code) else { return }
        throw MosquittoError(code: code, operation: "set the CONNECT properties")
    }
}
