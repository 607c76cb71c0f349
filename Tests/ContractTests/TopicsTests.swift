// SPDX-License-Identifier: Apache-2.0

import Contract
import Testing

@Suite struct TopicsTests {
    private let topics = Topics()
    private let partner = PartnerID(trusted: "bar")
    private let device = DeviceID(trusted: "machine-1")

    @Test("the topics are those of the contract")
    func names() {
        let base = "orderbell/v1/partners/bar"

        #expect(topics.orders(partner: partner) == "\(base)/orders")
        #expect(topics.orders(partner: partner, shop: ShopID("s1")) == "\(base)/orders/s1")
        #expect(topics.pending(partner: partner) == "\(base)/pending")
        #expect(topics.standing(partner: partner) == "\(base)/standing")
        #expect(topics.acks(partner: partner, device: device) == "\(base)/devices/machine-1/acks")
        #expect(
            topics.receipts(partner: partner, device: device)
                == "\(base)/devices/machine-1/receipts"
        )
        #expect(
            topics.presence(partner: partner, device: device)
                == "\(base)/devices/machine-1/presence"
        )
        #expect(topics.backendChanges == "orderbell/v1/backend/changes")
        #expect(topics.backendResults == "orderbell/v1/backend/results")
        #expect(topics.backendDecisions == "orderbell/v1/backend/decisions")
        #expect(
            topics.backendAvailability(partner: partner)
                == "orderbell/v1/backend/availability/bar"
        )
        #expect(topics.ackFilter == "orderbell/v1/partners/+/devices/+/acks")
        #expect(topics.presenceFilter == "orderbell/v1/partners/+/devices/+/presence")
        #expect(topics.ordersFilter(partner: partner) == "\(base)/orders/#")
    }

    @Test("a topic we read says who speaks", arguments: ["orderbell/v1", "a", "x/y.z/1-2_3"])
    func reads(root: String) {
        let topics = Topics(root: root)

        let ack = topics.parse(Array(topics.acks(partner: partner, device: device).utf8))
        let presence = topics.parse(Array(topics.presence(partner: partner, device: device).utf8))

        #expect(ack == .acks(partner, device))
        #expect(presence == .presence(partner, device))
        #expect(topics.parse(Array(topics.backendChanges.utf8)) == .changes)
    }

    @Test(
        "any other topic is nobody's",
        arguments: [
            "", "/", "orderbell", "orderbell/v1", "orderbell/v1/", "orderbell/v1/partners",
            "orderbell/v1/partners/bar/devices/m/receipts", "orderbell/v1/partners/bar/orders",
            "orderbell/v1/partners//devices/m/acks", "orderbell/v1/partners/bar/devices//acks",
            "/orderbell/v1/partners/bar/devices/m/acks",
            "orderbell/v1/partners/bar/devices/m/acks/",
            "orderbell/v1//partners/bar/devices/m/acks",
            "orderbell/v1/partners/bar/devices/m/acks/x",
            "orderbell/v1/partners/bar/x/devices/m/acks", "orderbell/v1/partners/bar/devices/m/ack",
            "orderbell/v1/partners/bar/devices/m/acksx", "orderbell/v1/partners/Bar/devices/m/acks",
            "orderbell/v1/partners/b%2fr/devices/m/acks", "orderbell/v1/partners/../devices/m/acks",
            "orderbell/v1/partners/+/devices/m/acks", "orderbell/v1/partners/bar/devices/#/acks",
            "orderbell/v1/partners/bar/devices/m/ACKS", "orderbell/v2/partners/bar/devices/m/acks",
            "orderbell/v11/partners/bar/devices/m/acks", "$share/g/orderbell/v1/backend/changes",
            "\u{FEFF}orderbell/v1/backend/changes", "orderbell/v1/backend/changes/",
            "orderbell/v1/backend", "orderbell/v1/backend/results", "orderbell/v1/backend//changes",
            "orderbell/v1/partners/bar/\u{338}devices/m/acks", "$SYS/broker/uptime",
            "orderbell/v1xbackend/changes", "orderbell/v1/backendxchanges",
            "orderbell/v1/partners/ba\u{301}r/devices/m/acks", "orderbell/v1\u{0}/backend/changes",
            "orderbell/v1/partners/b\u{338}/devices/m/acks", "orderbell/v1/backend/changes\u{338}",
        ])
    func refuses(topic: String) {
        #expect(topics.parse(Array(topic.utf8)) == nil)
    }

    @Test("a topic of any length is nobody's beyond 256 bytes")
    func length() {
        let id = String(repeating: "a", count: 64)
        let long = String(repeating: "a/", count: 30_000)

        #expect(topics.parse(Array("orderbell/v1/partners/\(id)/devices/\(id)/acks".utf8)) != nil)
        #expect(topics.parse(Array("orderbell/v1/partners/\(id)a/devices/m/acks".utf8)) == nil)
        #expect(topics.parse(Array(long.utf8)) == nil)
    }

    @Test("the longest topics fit, under the longest root")
    func longestTopics() throws {
        let id = String(repeating: "a", count: 64)
        let topics = Topics(root: id)
        let partner = try #require(PartnerID(id))
        let device = try #require(DeviceID(id))

        #expect(Topics.isValidRoot(id))
        #expect(topics.presence(partner: partner, device: device).utf8.count <= Limits.topicBytes)
        #expect(topics.receipts(partner: partner, device: device).utf8.count <= Limits.topicBytes)
        #expect(topics.orders(partner: partner, shop: ShopID(id)).utf8.count <= Limits.topicBytes)
    }

    @Test(
        "a root is levels of plain words",
        arguments: [
            ("orderbell/v1", true), ("a", true), ("a.b-c_d/1", true), ("", false), ("/", false),
            ("/a", false), ("a/", false), ("a//b", false), ("a/+", false), ("#", false),
            ("$a", false),
            ("A", false), ("a b", false), ("\u{E9}", false),
            (String(repeating: "a", count: 65), false),
        ])
    func roots(root: String, isValid: Bool) {
        #expect(Topics.isValidRoot(root) == isValid)
    }
}
