// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A `mosquitto_sub` and what it has heard.
struct Subscriber {
    struct Message: Equatable {
        let topic: String
        let isRetained: Bool
        let payload: String

        var json: JSON { (try? JSON(payload)) ?? .null }
    }

    fileprivate let program: RunningProgram

    var messages: [Message] { program.output.all.compactMap(Message.init(line:)) }

    /// Waits until the messages are as wanted, and returns them.
    @discardableResult
    func wait(_ what: String, until isMet: ([Message]) -> Bool) throws -> [Message] {
        try program.output.wait(what) { lines in
            let messages = lines.compactMap(Message.init(line:))
            return isMet(messages) ? messages : nil
        }
    }

    /// Waits for the first message that fits.
    @discardableResult
    func first(_ what: String, where fits: (Message) -> Bool) throws -> Message {
        try program.output.wait(what) { lines in
            lines.lazy.compactMap(Message.init(line:)).first(where: fits)
        }
    }
}

extension Subscriber.Message {
    fileprivate init?(line: String) {
        let parts = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "MSG" else { return nil }
        self.init(
            topic: String(parts[1]), isRetained: parts[2] == "1", payload: String(parts[3]))
    }
}

extension Orderbell {
    /// Below the root of all topics.
    static let root = "orderbell/v1"

    /// Runs `body` with a `mosquitto_sub` that is subscribed.
    func withSubscriber<R>(_ topics: String..., body: (Subscriber) throws -> R) throws -> R {
        let program = try RunningProgram(
            // Else it keeps what it has to say until there are 4096 bytes of it.
            TestEnvironment.tool("stdbuf") ?? "stdbuf",
            ["-oL", "mosquitto_sub", "-p", "\(broker.port)", "-V", "mqttv5", "-d", "-q", "1"]
                + ["-F", "MSG\\t%t\\t%r\\t%p"] + topics.flatMap { ["-t", "\(Self.root)/\($0)"] })
        defer { program.kill() }
        _ = try program.output.wait("the subscription") { lines in
            lines.first { $0.hasPrefix("Subscribed") }
        }
        return try body(Subscriber(program: program))
    }

    /// Publishes with `mosquitto_pub`, QoS 1: when this returns the broker has it.
    func publish(
        _ topic: String, _ payload: some Sequence<UInt8>, _ options: [String] = []
    ) throws {
        let file = try folder.write(payload)
        defer { unlink(file) }
        let ended = try run(
            TestEnvironment.tool("mosquitto_pub") ?? "mosquitto_pub",
            ["-p", "\(broker.port)", "-V", "mqttv5", "-q", "1", "-t", "\(Self.root)/\(topic)"]
                + ["-f", file] + options)
        guard ended.status == 0 else { throw TestFailure("mosquitto_pub: \(ended.errors)") }
    }

    func publish(_ topic: String, _ payload: JSON, _ options: String...) throws {
        try publish(topic, payload.text.utf8, options)
    }
}

extension TestPartner {
    /// Below the root, the topics of one device.
    func topic(_ device: String = "machine-1", _ last: String) -> String {
        "partners/\(id)/devices/\(device)/\(last)"
    }

    func publishAck(_ ack: JSON, device: String = "machine-1", _ options: String...) throws {
        try orderbell.publish(topic(device, "acks"), ack.text.utf8, options)
    }
}
