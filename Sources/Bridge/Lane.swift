// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

/// What the engine keeps in memory for one partner: counts, the window, who is online.
///
/// The backlog itself stays in the ledger. Memory per partner is bounded by its window.
final class Lane {
    var partner: Partner
    /// Deliveries in ``Place/window``, and those that left it with a PUBACK still under way or facts
    /// not yet written: until then the ledger knows less than the entry.
    var entries: [EventID: WindowEntry] = [:]
    /// How many entries count against the window.
    var inFlight = 0
    /// How many entries of each order are in the window.
    var ordersInFlight: [OrderID: Int] = [:]
    /// Open deliveries by place.
    var counts: [Int]
    var totals: Totals
    var totalsChanged = false
    /// No entry is due for a retry before this (monotonic microseconds).
    var nextRetry = Int64.max
    /// Nothing in ``Place/timed`` is due before this.
    var nextDue: Timestamp?
    var presence = DevicePresence()
    /// When a delivery nobody heard may be tried again (monotonic); nil: at once.
    var probeAt: Int64?
    var probeCount = 0
    var isQueued = false
    /// The pending count is to be told to the devices.
    var isCountDue = false
    /// When it was told last (monotonic); nil: never by this process.
    var countToldAt: Int64?

    init(partner: Partner, counts: [Place: Int] = [:], totals: Totals = Totals()) {
        self.partner = partner
        self.counts = Place.allCases.map { counts[$0] ?? 0 }
        self.totals = totals
    }

    var settings: PartnerSettings { partner.settings }

    var windowSize: Int { settings.ordering == .strict ? 1 : settings.maxInFlight }

    var room: Int { max(0, windowSize - inFlight) }

    func count(_ place: Place) -> Int { counts[place.rawValue] }

    /// Whether devices are told how many orders are pending.
    var tellsCount: Bool {
        settings.format == .count || settings.formats.values.contains(.count)
    }

    /// Open deliveries that are not known to be received.
    var unreceived: Int {
        Place.allCases.filter(\.isUnreceived).reduce(0) { $0 + count($1) }
    }

    /// Deliveries that could go out if the window had room.
    var hasWaiting: Bool {
        count(.backlog) > 0 || count(.timed) > 0 || count(.unheard) > 0
    }
}

/// A delivery in the window.
final class WindowEntry {
    var record: DeliveryRecord
    /// When to publish again (monotonic microseconds).
    var retryAt = Int64.max
    /// The publish whose PUBACK is awaited.
    var token: UInt64?
    /// The order object, until the next publish; a later one asks the ledger again.
    var order: [UInt8]?
    /// What the history should say of the next publish.
    var note = ""
    var isDirty = false

    init(_ record: DeliveryRecord) { self.record = record }
}

/// Which of a partner's devices have said that they are there.
struct DevicePresence {
    private(set) var devices: [DeviceID: Bool] = [:]
    private var onlineCount = 0

    /// Nothing ever said is treated as online.
    var isReachable: Bool { devices.isEmpty || onlineCount > 0 }

    var online: Int { onlineCount }

    mutating func set(_ device: DeviceID, online: Bool) {
        let before = devices.updateValue(online, forKey: device) ?? false
        onlineCount += (online ? 1 : 0) - (before ? 1 : 0)
    }

    /// An ack shows that the device is there, if it is one that reports its presence.
    mutating func heard(from device: DeviceID) {
        if devices[device] == false { set(device, online: true) }
    }

    /// Devices remembered per partner; the presence topic is the partner's own to fill.
    static let devicesMax = 10_000
}
