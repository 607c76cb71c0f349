// SPDX-License-Identifier: Apache-2.0
import Settings
import Testing

@Suite("The broker's URL")
struct BrokerURLTests {
    @Test(
        "what is accepted",
        arguments: [
            ("mqtt://h", "mqtt://h:1883"), ("mqtts://h", "mqtts://h:8883"),
            ("mqtt://h:1/", "mqtt://h:1"), ("mqtt://[::1]:5", "mqtt://[::1]:5"),
            ("mqtt://a:1,b,[fe80::1]", "mqtt://a:1,b:1883,[fe80::1]:1883"),
            ("mqtt://u@h", "mqtt://u@h:1883"), ("mqtt://u:p@h", "mqtt://u:<redacted>@h:1883"),
        ])
    func accepted(text: String, shown: String) throws {
        #expect(try BrokerURL(parsing: text).description == shown)
    }

    @Test("user and password may hold anything, escaped or, but for :, as it is")
    func credentials() throws {
        let url = try BrokerURL(parsing: "mqtt://a%3Ab:p:%25%C3%A9@x,/@h1,h2:2")

        #expect(url.credentials?.username == "a:b")
        #expect(url.credentials?.password?.reveal() == "p:%é@x,/")
        #expect(url.addresses.map(\.host) == ["h1", "h2"])
    }

    @Test(
        "what is refused",
        arguments: [
            "", "h:1883", "http://h", "mqtt://", "mqtt://h:0", "mqtt://h:65536", "mqtt://h:x",
            "mqtt://h:1,", "mqtt://h/path", "mqtt://:p@h", "mqtt://@h", "mqtt://u%zz@h",
            "mqtt://u%00@h", "mqtt://u%FF@h", "mqtt://h h", "mqtt://[::1", "mqtt://[h]:1",
            "mqtt://h:+1", "MQTT://h", "mqtt://h?x=1",
        ])
    func refused(text: String) {
        #expect(throws: ValueFault.self) { try BrokerURL(parsing: text) }
    }

    @Test(
        "who can be behind an address",
        arguments: [
            ("127.0.0.1:1", true), ("127.9.9.9:1", true), ("localhost:1", true), ("[::1]:1", true),
            ("0.0.0.0:1", false), ("[::]:1", false), ("127.0.0.1.example.com:1", false),
            ("10.0.0.1:1", false),
        ])
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try #require(HostPort(text)).isLoopback == isLoopback)
    }
}
