// SPDX-License-Identifier: Apache-2.0

import Glibc
import Mosquitto
import Testing

@Suite("TLS", .needsBroker, .serialized)
struct TLSTests {
    @Test("messages go round, also after the broker was killed")
    func roundTrip() throws {
        let certificates = try Certificates()
        let server = try certificates.issue("server", subjectAltName: "IP:127.0.0.1")
        try withBroker(certificates.brokerLines(server)) { broker in
            var settings = ConnectionSettings.forTest("one", broker.address, subscribe: ["a"])
            settings.tls = TLSSettings(caFile: certificates.caFile)
            try withConnected(settings) { connection, recorder in
                #expect(connection.publish(OutboundMessage.numbered(0..<3000, topic: "a")) == 3000)
                try recorder.wait("the messages") {
                    $0.messages.count == 3000 && $0.results.count == 3000
                }

                broker.kill()
                try recorder.wait("the loss") { $0.disconnects == 1 }
                try broker.restart()
                try recorder.wait("the return") { $0.connects == 2 && $0.subscriptions == 2 }
                #expect(connection.publish(OutboundMessage(token: 0, topic: "a", payload: [])))
                try recorder.wait("a message") { $0.messages.count == 3001 }
            }
        }
    }

    @Test("a broker with a certificate for another name is not spoken to")
    func wrongName() throws {
        let certificates = try Certificates()
        let server = try certificates.issue("other", subjectAltName: "DNS:other.example")
        try expectFailure(
            certificates.brokerLines(server), TLSSettings(caFile: certificates.caFile))
    }

    @Test("a broker whose authority is not trusted is not spoken to")
    func untrusted() throws {
        let certificates = try Certificates()
        let others = try Certificates()
        let server = try certificates.issue("server", subjectAltName: "IP:127.0.0.1")
        try expectFailure(certificates.brokerLines(server), TLSSettings(caFile: others.caFile))
        try expectFailure(certificates.brokerLines(server), TLSSettings())
    }

    @Test("a client certificate opens a broker that asks for one")
    func clientCertificate() throws {
        let certificates = try Certificates()
        let server = try certificates.issue("server", subjectAltName: "IP:127.0.0.1")
        let client = try certificates.issue("client", subjectAltName: "DNS:client")
        let lines = certificates.brokerLines(server) + "\nrequire_certificate true"
        try expectFailure(lines, TLSSettings(caFile: certificates.caFile))
        try withBroker(lines) { broker in
            var settings = ConnectionSettings.forTest("one", broker.address)
            settings.tls = TLSSettings(
                caFile: certificates.caFile, certificateFile: client.file, keyFile: client.key)
            try withConnected(settings) { connection, _ in #expect(connection.isConnected) }
        }
    }

    /// libmosquitto 2.0.11 by itself neither fails nor waits here, it spins.
    @Test("a refused port fails at once and costs no time")
    func refusedPort() throws {
        var settings = ConnectionSettings.forTest("one", .loopback(try FreePort.find()))
        settings.tls = TLSSettings()
        settings.connectTimeout = .seconds(3600)
        try withConnection(settings) { _, recorder in
            let record = try recorder.wait("failures") { $0.failures.count >= 3 }
            #expect(record.failures.allSatisfy { $0.contains("refused") }, "\(record.failures)")
        }
    }

    @Test("a peer that closes in the handshake is given up")
    func closedInHandshake() throws {
        try withFakeBroker({ _, _ in }) { broker in
            var settings = ConnectionSettings.forTest("one", .loopback(broker.port))
            settings.tls = TLSSettings()
            settings.connectTimeout = .seconds(3600)
            try withConnection(settings) { _, recorder in
                try recorder.wait("failures") { $0.failures.count >= 2 }
            }
        }
    }

    @Test("missing files are an error of the settings")
    func missingFiles() {
        var settings = ConnectionSettings.forTest("one", .loopback(1))
        settings.tls = TLSSettings(caFile: "/no/such/file")
        #expect(throws: MosquittoError.self) {
            try Connection(settings, delegate: Recorder())
        }
    }

    private func expectFailure(_ lines: String, _ tls: TLSSettings) throws {
        try withBroker(lines) { broker in
            var settings = ConnectionSettings.forTest("one", broker.address)
            settings.tls = tls
            try withConnection(settings) { connection, recorder in
                let record = try recorder.wait("two endings without a connection") {
                    $0.failures.count >= 2
                }
                #expect(record.connects == 0)
                #expect(!connection.isConnected)
            }
        }
    }
}
