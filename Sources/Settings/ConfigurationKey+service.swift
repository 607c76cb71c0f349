// SPDX-License-Identifier: Apache-2.0

extension ConfigurationKey {
    /// Listeners, ledger, limits and the log.
    static let service: [ConfigurationKey] = [
        listener(
            "http.address", environment: "ORDERBELL_HTTP", \.http.address,
            help: "Where the order backend and the partners call. Port 0 picks a free one."),
        flag(
            "http.allow_plaintext", \.http.allowsPlaintext,
            help: "Listen beyond this machine without TLS: only behind a proxy that adds it."),
        listener(
            "ops.address", environment: "ORDERBELL_OPS", \.ops.address,
            help: "Where operators find the console, metrics and health. Port 0 picks a free one."
        ),
        flag(
            "ops.allow_plaintext", \.ops.allowsPlaintext,
            help: "Listen beyond this machine without TLS: only behind a proxy that adds it."),
        ConfigurationKey(
            "ledger.path", environment: "ORDERBELL_LEDGER", type: "file",
            help: "The ledger, an SQLite file that orderbell init creates.",
            // A PostgreSQL URL in the wrong place may hold a password.
            isSecret: true,
            read: { $0.ledger.path },
            write: { configuration, text, folder throws(ValueFault) in
                configuration.ledger.path = folder.resolve(try ledgerPath(text))
            }),
        number(
            "ledger.acks_per_partner", \.ledger.acksPerPartner, 100...100_000_000,
            needsRestart: false,
            help: "Acks kept in the inbox of each partner; the oldest go first."),
        number(
            "limits.open_deliveries", \.limits.openDeliveries, 1...1_000_000_000,
            needsRestart: false,
            help: "Deliveries without an outcome; changes beyond are refused with 503."),
        number(
            "limits.waiting_changes", \.limits.waitingChanges, 1000...1_000_000,
            needsRestart: false,
            help: "Changes waiting for the next commit; changes beyond are refused with 503."),
        number(
            "limits.requests_per_minute", \.limits.requestsPerMinute, 60...100_000_000,
            needsRestart: false,
            help: "Calls of one token within a minute; calls beyond are refused with 429."),
        choice(
            "log.level", \.log.level, needsRestart: false,
            help: "The least important log line that is written."),
        choice("log.format", \.log.format, help: "text for people, json for programs."),
    ]

    private static func ledgerPath(_ text: String) throws(ValueFault) -> String {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            throw ValueFault(
                "a ledger in PostgreSQL isn't available yet; give the path of an SQLite file")
        }
        guard !text.isEmpty, !text.hasPrefix(":"), !text.hasPrefix("file:"),
            !text.hasSuffix("/"), text.utf8.count <= 4096, !text.utf8.contains(0)
        else { throw ValueFault("the path of a file, such as orderbell.sqlite") }
        return text
    }
}
