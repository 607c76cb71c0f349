// SPDX-License-Identifier: Apache-2.0

/// Every topic we publish to, listen on or document (contract, section 4).
package struct Topics: Sendable, Hashable {
    /// The first levels of every topic.
    package let root: String
    private let rootBytes: [UInt8]

    /// - Parameter root: One that ``isValidRoot(_:)`` accepts; configuration checks that.
    package init(root: String = "orderbell/v1") {
        self.root = root
        rootBytes = Array(root.utf8)
    }

    /// What a root may be, as a phrase for error texts.
    package static let rootRule =
        "1 to \(Limits.topicRootBytes) bytes: levels of a-z 0-9 _ . -, separated by /"

    package static func isValidRoot(_ root: String) -> Bool {
        guard 1...Limits.topicRootBytes ~= root.utf8.count else { return false }
        let levels = root.utf8.split(
            separator: UInt8(ascii: "/"),
            omittingEmptySubsequences: false
        )
        return levels.allSatisfy { !$0.isEmpty && $0.allSatisfy(ByteSet.word.contains) }
    }

    /// Triggers; of one shop where the change names one.
    package func orders(partner: PartnerID, shop: ShopID? = nil) -> String {
        let topic = "\(root)/partners/\(partner.text)/orders"
        guard let shop else { return topic }
        return "\(topic)/\(shop.text)"
    }

    package func pending(partner: PartnerID) -> String {
        "\(root)/partners/\(partner.text)/pending"
    }

    package func standing(partner: PartnerID) -> String {
        "\(root)/partners/\(partner.text)/standing"
    }

    /// The callback topic.
    package func acks(partner: PartnerID, device: DeviceID) -> String {
        self.device(partner, device, "acks")
    }

    package func receipts(partner: PartnerID, device: DeviceID) -> String {
        self.device(partner, device, "receipts")
    }

    package func presence(partner: PartnerID, device: DeviceID) -> String {
        self.device(partner, device, "presence")
    }

    package var backendChanges: String { "\(root)/backend/changes" }
    package var backendResults: String { "\(root)/backend/results" }
    package var backendDecisions: String { "\(root)/backend/decisions" }

    package func backendAvailability(partner: PartnerID) -> String {
        "\(root)/backend/availability/\(partner.text)"
    }

    /// What the bridge subscribes to for the acks of all devices.
    package var ackFilter: String { "\(root)/partners/+/devices/+/acks" }
    package var presenceFilter: String { "\(root)/partners/+/devices/+/presence" }

    /// What a device subscribes to for all triggers of its partner, of every shop and of none.
    package func ordersFilter(partner: PartnerID) -> String {
        "\(root)/partners/\(partner.text)/orders/#"
    }

    private func device(_ partner: PartnerID, _ device: DeviceID, _ leaf: String) -> String {
        "\(root)/partners/\(partner.text)/devices/\(device.text)/\(leaf)"
    }
}

extension Topics {
    /// What a message on `topic` is, byte by byte; `nil` for any topic the bridge does not read.
    package func parse(_ topic: [UInt8]) -> InboundTopic? {
        guard topic.count <= Limits.topicBytes else { return nil }
        var levels = TopicLevels(rest: topic[...])
        guard levels.skip(rootBytes) else { return nil }
        if levels.skip("partners") { return parseDevice(&levels) }
        return levels.skip("backend") && levels.skip("changes") && levels.isAtEnd ? .changes : nil
    }

    private func parseDevice(_ levels: inout TopicLevels) -> InboundTopic? {
        guard let partner = levels.next().flatMap(PartnerID.init(utf8:)), levels.skip("devices"),
            let device = levels.next().flatMap(DeviceID.init(utf8:))
        else { return nil }
        if levels.skip("acks") { return levels.isAtEnd ? .acks(partner, device) : nil }
        guard levels.skip("presence"), levels.isAtEnd else { return nil }
        return .presence(partner, device)
    }
}

/// Takes a topic apart from the front, level by level, as the broker does: at every `/`.
private struct TopicLevels {
    /// What is left, without the separator before it; `nil` past the last level.
    private var rest: ArraySlice<UInt8>?

    init(rest: ArraySlice<UInt8>) { self.rest = rest }

    var isAtEnd: Bool { rest == nil }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let rest else { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "/"))
        self.rest = end.map { rest[($0 + 1)...] }
        return rest[..<(end ?? rest.endIndex)]
    }

    /// Takes these levels if they are next, whole, byte by byte; nothing otherwise.
    mutating func skip(_ levels: some Collection<UInt8>) -> Bool {
        guard let rest, rest.starts(with: levels) else { return false }
        let end = rest.startIndex + levels.count
        if end == rest.endIndex {
            self.rest = nil
            return true
        }
        guard rest[end] == UInt8(ascii: "/") else { return false }
        self.rest = rest[(end + 1)...]
        return true
    }

    mutating func skip(_ level: StaticString) -> Bool {
        level.withUTF8Buffer { skip($0) }
    }
}

/// A topic the bridge reads. Who speaks is read from here, never from a payload.
package enum InboundTopic: Sendable, Hashable {
    case acks(PartnerID, DeviceID)
    case presence(PartnerID, DeviceID)
    case changes
}
