// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto

/// What the library calls back into. It only writes down; the loop acts when the library is done.
///
/// The library calls on the connection's thread, from inside `mosquitto_loop_read`, `_write` and
/// `_misc`, while it holds its callback lock: nothing here may call the library back.
final class CallbackSink {
    /// The broker's answer to CONNECT.
    struct Answer {
        var code: Int32
        var sessionPresent: Bool
        var receiveMaximum: UInt16?
        var maximumPacketSize: UInt32?
    }

    /// The end of a publish, as the library names it.
    struct Ending {
        var packetID: Int32
        var reasonCode: UInt8
    }

    let copiesProperties: Bool

    var received: [InboundMessage] = []
    var receivedBytes = 0
    var endings: [Ending] = []
    var subscriptionAnswers: [(packetID: Int32, reasonCode: UInt8)] = []
    var answer: Answer?
    var disconnectCode: Int32?
    var lastLogLine: String?
    /// Counts all calls, so that the loop sees whether a read got anything.
    var calls = 0

    init(copiesProperties: Bool) {
        self.copiesProperties = copiesProperties
    }

    /// Drops all that was written down, except how often it was called.
    func forget() {
        received.removeAll(keepingCapacity: true)
        receivedBytes = 0
        endings.removeAll(keepingCapacity: true)
        subscriptionAnswers = []
        answer = nil
        disconnectCode = nil
        lastLogLine = nil
    }

    static func from(_ raw: UnsafeMutableRawPointer?) -> CallbackSink? {
        guard let raw else { return nil }
        return Unmanaged<CallbackSink>.fromOpaque(raw).takeUnretainedValue()
    }

    /// Makes the library call this object, which it gets as its user data.
    static func register(on client: OpaquePointer) {
        mosquitto_connect_v5_callback_set(client) { _, raw, code, flags, properties in
            CallbackSink.from(raw)?.connected(code, flags, properties)
        }
        mosquitto_disconnect_v5_callback_set(client) { _, raw, code, _ in
            guard let sink = CallbackSink.from(raw) else { return }
            // After a server's DISCONNECT the library calls a second time; the first one counts.
            if sink.disconnectCode == nil { sink.disconnectCode = code }
            sink.calls += 1
        }
        mosquitto_publish_v5_callback_set(client) { _, raw, packetID, code, _ in
            guard let sink = CallbackSink.from(raw) else { return }
            let reason = UInt8(truncatingIfNeeded: code)
            sink.endings.append(Ending(packetID: packetID, reasonCode: reason))
            sink.calls += 1
        }
        mosquitto_message_v5_callback_set(client) { _, raw, message, properties in
            guard let message else { return }
            CallbackSink.from(raw)?.received(message.pointee, properties)
        }
        mosquitto_subscribe_v5_callback_set(client) { _, raw, packetID, count, codes, _ in
            guard let sink = CallbackSink.from(raw) else { return }
            // A SUBACK without a code grants nothing.
            var reason = ReasonCode.unspecifiedError
            if count > 0, let codes { reason = UInt8(truncatingIfNeeded: codes.pointee) }
            sink.subscriptionAnswers.append((packetID, reason))
            sink.calls += 1
        }
    }

    private func connected(_ code: Int32, _ flags: Int32, _ properties: OpaquePointer?) {
        var answer = Answer(code: code, sessionPresent: flags & 1 == 1)
        var short: UInt16 = 0
        let receiveMaximum = Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue)
        if mosquitto_property_read_int16(properties, receiveMaximum, &short, false) != nil {
            answer.receiveMaximum = short
        }
        var long: UInt32 = 0
        let maximumPacketSize = Int32(MQTT_PROP_MAXIMUM_PACKET_SIZE.rawValue)
        if mosquitto_property_read_int32(properties, maximumPacketSize, &long, false) != nil {
            answer.maximumPacketSize = long
        }
        self.answer = answer
        calls += 1
    }

    private func received(_ message: mosquitto_message, _ properties: OpaquePointer?) {
        let copy = InboundMessage(
            copying: message, properties: copiesProperties ? properties : nil)
        receivedBytes += copy.payload.count + copy.topic.count
        received.append(copy)
        calls += 1
    }
}
