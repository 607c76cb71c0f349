// SPDX-License-Identifier: Apache-2.0

import Mosquitto
import Testing

@Suite("Connecting", .needsBroker, .serialized)
struct ConnectingTests {
    @Test("a message goes round on both versions of MQTT", arguments: [MQTTVersion.v5, .v311])
    func roundTrip(version: MQTTVersion) throws {
        try withBroker { broker in
            var settings = ConnectionSettings.forTest("one", broker.address, subscribe: ["a/+"])
            settings.version = version

            try withConnected(settings) { connection, recorder in
                let message = OutboundMessage(token: 7, topic: "a/b", payload: [1, 0, 2])
                #expect(connection.publish(message))

                let record = try recorder.wait("both ways") {
                    $0.messages.count == 1 && $0.results.count == 1
                }
                #expect(record.messages.first?.topicText == "a/b")
                #expect(record.messages.first?.payload == [1, 0, 2])
                #expect(record.messages.first?.qos == .atLeastOnce)
                #expect(record.handedOver == [7])
                #expect(record.results.first?.outcome == .acknowledged(reasonCode: 0))
                #expect(record.results.first?.handedOverAt != nil)
            }
        }
    }

    @Test("MQTT 5 properties arrive as they were sent")
    func properties() throws {
        try withBroker { broker in
            var settings = ConnectionSettings.forTest("one", broker.address, subscribe: ["a"])
            settings.copiesInboundProperties = true

            try withConnected(settings) { connection, recorder in
                let message = OutboundMessage(
                    token: 1, topic: "a", payload: [], contentType: "text/plain",
                    messageExpirySeconds: 600, correlationData: [0, 255],
                    userProperties: [("k", "1"), ("k", "2"), ("ü", "")])
                #expect(connection.publish(message))

                let record = try recorder.wait("the message") { $0.messages.count == 1 }
                let properties = try #require(record.messages.first?.properties)
                #expect(properties.contentType == "text/plain")
                #expect(properties.correlationData == [0, 255])
                #expect(properties.userProperties.map(\.0) == ["k", "k", "ü"])
                #expect(properties.userProperties.map(\.1) == ["1", "2", ""])
                #expect((1...600).contains(properties.messageExpirySeconds ?? 0))
            }
        }
    }

    @Test("properties are dropped on 3.1.1, the message is not")
    func noPropertiesOnOldVersion() throws {
        try withBroker { broker in
            var settings = ConnectionSettings.forTest("one", broker.address, subscribe: ["a"])
            settings.version = .v311

            try withConnected(settings) { connection, recorder in
                let message = OutboundMessage(
                    token: 1, topic: "a", payload: [9], contentType: "x",
                    userProperties: [("k", "v")])
                #expect(connection.publish(message))

                let record = try recorder.wait("the message") { $0.messages.count == 1 }
                #expect(record.messages.first?.payload == [9])
                #expect(record.messages.first?.properties == nil)
            }
        }
    }

    @Test("CONNECT asks for the session and the receive maximum that were set")
    func connectProperties() throws {
        let received = Recorded<[UInt8]>()
        try withFakeBroker({ peer, _ in
            if let packet = peer.receive() { received.set(packet.body) }
            peer.send([0x20, 3, 0, 0, 0])
            peer.drain()
        }) { broker in
            var settings = ConnectionSettings.forTest("one", .loopback(broker.port))
            settings.sessionExpirySeconds = 0x0102_0304
            settings.receiveMaximum = 0x0506
            settings.maximumPacketSize = 0x0708_090a

            try withConnected(settings) { _, _ in }
        }

        let body = try #require(received.value)
        #expect(body[7] & 0x02 == 0, "clean start must be off")
        #expect(body.contains(sequence: [0x11, 1, 2, 3, 4]))
        #expect(body.contains(sequence: [0x21, 5, 6]))
        #expect(body.contains(sequence: [0x27, 7, 8, 9, 10]))
    }

    @Test("wrong credentials are told and tried again", arguments: [MQTTVersion.v5, .v311])
    func refused(version: MQTTVersion) throws {
        let folder = try TestFolder()
        try ChildProcess.run(
            "/usr/bin/mosquitto_passwd", ["-b", "-c", folder.file("passwords"), "me", "right"],
            log: folder.file("passwd.log"))
        chmodForBroker(folder.file("passwords"))
        try withBroker("allow_anonymous false\npassword_file \(folder.file("passwords"))") {
            broker in
            var settings = ConnectionSettings.forTest("one", broker.address)
            settings.version = version
            settings.username = "me"
            settings.password = Array("wrong".utf8)

            try withConnection(settings) { connection, recorder in
                let record = try recorder.wait("two refusals") { $0.refusals == 2 }
                let code: UInt8 = version == .v5 ? ReasonCode.notAuthorized : 5
                guard case .refused(code, let text)? = record.events.first else {
                    throw TestFailure("\(record.events)")
                }
                #expect(!text.isEmpty)
                #expect(!connection.isConnected)
            }
            settings.password = Array("right".utf8)
            try withConnected(settings) { connection, _ in #expect(connection.isConnected) }
        }
    }

    @Test("an address that does not answer is passed over for the next")
    func failOver() throws {
        let closed = BrokerAddress.loopback(try FreePort.find())
        try withBroker { broker in
            try withConnected(.forTest("one", closed, broker.address)) { _, recorder in
                let record = recorder.now
                #expect(record.failures.count == 1)
                #expect(
                    record.events.last == .connected(sessionPresent: false, address: broker.address)
                )
            }
        }
    }

    @Test("a host name is tried by IPv4 too")
    func hostName() throws {
        try withBroker { broker in
            let address = BrokerAddress(host: "localhost", port: broker.port)
            try withConnected(.forTest("one", address)) { connection, _ in
                #expect(connection.isConnected)
            }
        }
    }

    @Test("a name that does not exist is told, not fatal")
    func unknownName() throws {
        let address = BrokerAddress(host: "no-such-host.invalid", port: 1883)
        try withConnection(.forTest("one", address)) { _, recorder in
            let record = try recorder.wait("a failure") { $0.failures.count >= 2 }
            #expect(record.failures.allSatisfy { !$0.isEmpty })
        }
    }

    @Test("a peer that takes the connection and says nothing is given up")
    func silentPeer() throws {
        try withFakeBroker({ peer, number in
            if number > 0 { peer.welcome() }
            peer.drain()
        }) { broker in
            var settings = ConnectionSettings.forTest("one", .loopback(broker.port))
            settings.connectTimeout = .milliseconds(300)

            try withConnected(settings) { _, recorder in
                #expect(recorder.now.failures.count == 1)
            }
        }
    }

    @Test(
        "nonsense from a broker ends the connection, not the process",
        arguments: [
            [0x00], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x20, 0xff, 0xff, 0xff, 0x7f],
            [0x30, 2, 0, 0], [0x20, 2, 0, 9], [0x90, 3, 0, 1, 0],
            [0x20, 3, 0, 0, 0, 0x32, 5, 0, 1, 0x23, 0, 1], [0x20, 3, 0, 0, 0, 0x90, 2, 0, 1],
            [0x20, 3, 0, 0, 0, 0x40, 2, 0, 0], [0x20, 3, 0, 0, 0, 0x32, 6, 0, 2, 0xc0, 0x80, 0, 1],
        ] as [[UInt8]])
    func nonsense(bytes: [UInt8]) throws {
        try withFakeBroker({ peer, number in
            if number == 0 {
                _ = peer.receive()
                peer.send(bytes)
            } else {
                peer.welcome()
                peer.drain()
            }
        }) { broker in
            try withConnection(.forTest("one", .loopback(broker.port))) { connection, recorder in
                try recorder.wait("a new connection") {
                    guard case .connected? = $0.events.last else { return false }
                    return $0.events.count >= 2
                }
                #expect(recorder.now.messages.isEmpty)
            }
        }
    }
}
