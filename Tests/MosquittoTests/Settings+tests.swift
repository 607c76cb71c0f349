// SPDX-License-Identifier: Apache-2.0

import Mosquitto

extension ConnectionSettings {
    /// Settings with short waits, for one address of the loopback.
    static func forTest(
        _ clientID: String, _ addresses: BrokerAddress..., subscribe filters: [String] = []
    ) -> ConnectionSettings {
        var settings = ConnectionSettings(clientID: clientID, addresses: addresses)
        settings.backoff = Backoff(base: .milliseconds(10), max: .milliseconds(100))
        settings.subscriptions = filters.map { Subscription(topicFilter: $0) }
        return settings
    }
}

/// Runs a connection and closes it however the test ends.
func withConnection(
    _ settings: ConnectionSettings, _ recorder: Recorder = Recorder(),
    _ body: (Connection, Recorder) throws -> Void
) throws {
    let connection = try Connection(settings, delegate: recorder)
    defer { connection.close() }
    try connection.start()
    try body(connection, recorder)
}

/// Runs a connection and waits until it stands and all subscriptions are answered.
func withConnected(
    _ settings: ConnectionSettings, _ recorder: Recorder = Recorder(),
    _ body: (Connection, Recorder) throws -> Void
) throws {
    try withConnection(settings, recorder) { connection, recorder in
        try recorder.wait("a connection") {
            $0.connects > 0 && $0.subscriptions >= settings.subscriptions.count
        }
        try body(connection, recorder)
    }
}

extension Connection {
    /// Publishes everything, waiting for room as often as needed.
    func publishAll(_ messages: [OutboundMessage], _ recorder: Recorder) throws {
        var rest = messages[...]
        while !rest.isEmpty {
            let seen = recorder.now.results.count
            rest = rest.dropFirst(publish(Array(rest)))
            if !rest.isEmpty { try recorder.wait("room") { $0.results.count > seen } }
        }
    }
}

extension OutboundMessage {
    /// Messages whose payloads are their tokens.
    static func numbered(_ range: Range<Int>, topic: String) -> [OutboundMessage] {
        range.map { OutboundMessage(token: UInt64($0), topic: topic, payload: Array("\($0)".utf8)) }
    }
}
