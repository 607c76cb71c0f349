// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery

/// Everything a ``MemoryLedger`` knows.
struct MemoryLedgerState: Sendable {
    /// A delivery with its history as written.
    struct Row: Sendable {
        var record: DeliveryRecord
        var history: [HistoryEntry]
    }

    var changes: [Int64: NewChange] = [:]
    var sequences: [EventID: Int64] = [:]
    /// The changes of each order, oldest first.
    var orders: [OrderID: [Int64]] = [:]
    var rows: [DeliveryID: Row] = [:]
    /// Each partner's deliveries, oldest first.
    var feeds: [PartnerID: [DeliveryID]] = [:]
    var open: [PartnerID: Set<DeliveryID>] = [:]
    var acks: [Int64: InboxAck] = [:]
    var decisions: [Int64: Decision] = [:]
    var partners: [PartnerID: Partner] = [:]
    var tokens: [[UInt8]: TokenRecord] = [:]
    var totals: [PartnerID: Totals] = [:]
    var marks: [String: String] = [:]

    /// The partner's open records that `fit`, oldest first.
    func openRecords(
        of partner: PartnerID, where fit: (DeliveryRecord) -> Bool = { _ in true }
    ) -> [DeliveryRecord] {
        open[partner, default: []].compactMap { rows[$0]?.record }.filter(fit)
            .sorted { $0.id < $1.id }
    }

    /// Every open record, in no order.
    var allOpen: [DeliveryRecord] {
        open.values.flatMap { ids in ids.compactMap { rows[$0]?.record } }
    }

    func key(_ key: DeliveryKey) -> Row? {
        guard let sequence = sequences[key.event],
            let index = changes[sequence]?.change.partners.firstIndex(of: key.partner)
        else { return nil }
        return rows[DeliveryID(change: sequence, ordinal: index)]
    }

    func told(partner: PartnerID, order: OrderID) -> ToldOrder? {
        let all = told(of: order, partner: partner).map(\.record)
        guard let last = all.last, let newest = all.map(\.revision).max() else { return nil }
        let lastDecision =
            decisions
            .filter {
                // The real ledgers find a decision through its delivery.
                $0.value.partnerID == partner && $0.value.orderID == order
                    && $0.value.delivery != nil
            }
            .max { $0.key < $1.key }
        return ToldOrder(
            newestRevision: newest, lastDelivery: last.id,
            unprocessed: all.filter(\.yieldsToFollowUp), lastDecision: lastDecision?.value)
    }

    var opening: OpeningState {
        var opening = OpeningState()
        opening.lastChange = changes.keys.max() ?? 0
        opening.lastAck = acks.keys.max() ?? 0
        opening.lastDecision = decisions.keys.max() ?? 0
        opening.partners = partners.values.sorted { $0.id < $1.id }
        opening.tokens = tokens.values.sorted { $0.hash.lexicographicallyPrecedes($1.hash) }
        opening.totals = totals
        for record in allOpen {
            opening.openCounts[record.partner, default: [:]][record.place, default: 0] += 1
            if record.place == .window { opening.window.append(record) }
        }
        opening.window.sort { $0.id < $1.id }
        for ack in acks.values { opening.inboxCounts[ack.sender, default: 0] += 1 }
        opening.marks = marks
        return opening
    }
}

extension DeliveryRecord {
    /// As it reads once its history is written.
    var saved: DeliveryRecord {
        var saved = self
        saved.unsavedHistory = []
        return saved
    }
}
