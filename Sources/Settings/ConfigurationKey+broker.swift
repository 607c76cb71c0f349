// SPDX-License-Identifier: Apache-2.0
internal import Contract

extension ConfigurationKey {
    /// How the broker is reached.
    static let broker: [ConfigurationKey] = [
        ConfigurationKey(
            "broker.url", environment: "ORDERBELL_BROKER",
            type: "mqtt://[user:password@]host:port[,host:port…], or mqtts://…",
            help: "The broker; several addresses are tried in turn. mqtts:// is TLS. "
                + "Ports are 1883 and 8883 unless given.",
            isSecret: true,
            read: { $0.broker.url.description },
            write: { configuration, text, _ throws(ValueFault) in
                configuration.broker.url = try BrokerURL(parsing: text)
            }),
        optionalText(
            "broker.username", \.broker.username, type: "text", bytesMax: 1024,
            help: "The user name, if the broker asks for one and the URL holds none."),
        optionalFile(
            "broker.password_file", \.broker.passwordFile,
            help: "A file of mode 0600 whose one line is the password."),
        ConfigurationKey(
            "broker.client_id", type: "1 to 60 of A-Z a-z 0-9 . _ -",
            help: "How Orderbell's sessions at the broker are called; no other client may use it.",
            read: { $0.broker.clientID },
            write: { configuration, text, _ throws(ValueFault) in
                guard isClientID(text) else {
                    throw ValueFault("1 to 60 of A-Z a-z 0-9 . _ -, not \(quote(text))")
                }
                configuration.broker.clientID = text
            }),
        choice(
            "broker.protocol", \.broker.version,
            help: "The version of MQTT. With 3.1.1 refused publishes go unnoticed."),
        optionalFile(
            "broker.ca_file", \.broker.caFile,
            help: "With mqtts://: the authorities to trust (PEM); without it the system's."),
        optionalFile(
            "broker.certificate_file", \.broker.certificateFile,
            help: "With mqtts://: this client's certificate (PEM), if the broker asks for one."),
        optionalFile(
            "broker.key_file", \.broker.keyFile,
            help: "With mqtts://: the certificate's private key (PEM), a file of mode 0600."),
        number(
            "broker.receive_maximum", \.broker.receiveMaximum, 1...65_535,
            help: "Acks the broker may send before the first is confirmed: the largest batch. "
                + "Keep it well below the broker's max_queued_messages."),
        seconds(
            "broker.keep_alive", \.broker.keepAliveSeconds, 5...65_535,
            help: "Silence after which the connection is probed."),
        seconds(
            "broker.session_expiry", \.broker.sessionExpirySeconds, 60...2_592_000,
            help: "How long the broker keeps acks for Orderbell while it is away."),
        ConfigurationKey(
            "topics.root", type: Topics.rootRule,
            help: "The first levels of every topic. Devices must be told when it changes.",
            read: { $0.topicRoot },
            write: { configuration, text, _ throws(ValueFault) in
                guard Topics.isValidRoot(text) else {
                    throw ValueFault("\(Topics.rootRule), not \(quote(text))")
                }
                configuration.topicRoot = text
            }),
    ]

    private static func isClientID(_ text: String) -> Bool {
        1...60 ~= text.utf8.count
            && text.utf8.allSatisfy { byte in
                0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: "-")
            }
    }
}
