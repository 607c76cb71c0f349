// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Delivery

/// What a ledger can do, in the words of the domain.
///
/// There is one writer. Everything that must survive goes through ``write(_:)``; when that returns,
/// the transaction is on stable storage (fsync), surviving `kill -9` and power loss.
package protocol LedgerStore: AnyObject, Sendable {
    /// Runs `body` in one transaction and returns when it is durable.
    ///
    /// Called by one thread at a time, which it blocks. If it throws, nothing of the transaction
    /// is kept, and after a ``LedgerError/Code/storage`` error the ledger refuses every further
    /// write until it is opened anew: a failed fsync is never retried.
    func write<Result>(_ body: (any LedgerTransaction) throws -> Result) throws -> Result

    /// Runs `body` on a consistent snapshot of what is committed, beside the writer.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any LedgerReads) throws -> Result
    ) async throws -> Result

    /// Ends every connection; the last call made.
    func close() throws
}

/// What the writer may do within a transaction.
///
/// Everything takes and returns batches, so that a ledger may make one round trip of each call.
/// Results stand in the order of the request. Numbers of changes, acks and decisions are given by
/// the caller, who is the only writer, and rise by one.
package protocol LedgerTransaction {
    /// What is stored under these event ids; nil for those that are new.
    func changes(_ events: [EventID]) throws -> [StoredChange?]
    func append(_ changes: [NewChange]) throws
    func insert(_ deliveries: [DeliveryRecord]) throws
    /// Replaces the head rows and appends their `unsavedHistory`.
    func update(_ deliveries: [DeliveryRecord]) throws

    func deliveries(_ keys: [DeliveryKey]) throws -> [DeliveryRecord?]
    func deliveries(_ ids: [DeliveryID]) throws -> [DeliveryRecord?]
    /// The open deliveries of an order to a partner, oldest first.
    func open(partner: PartnerID, order: OrderID) throws -> [DeliveryRecord]
    /// What the partner was told of an order and decided on it; nil if it was told nothing.
    func told(partner: PartnerID, order: OrderID) throws -> ToldOrder?
    /// Deliveries that wait in `place`: `.backlog` in the order of acceptance; `.timed` those due
    /// at `now` at the latest, earliest first.
    func waiting(
        partner: PartnerID, place: Place, dueBy now: Timestamp, limit: Int
    ) throws -> [DeliveryRecord]
    /// The earliest time at which something that waits in `.timed` is due.
    func nextDue(partner: PartnerID) throws -> Timestamp?
    /// How many orders of the partner have an open delivery.
    func pendingOrders(partner: PartnerID) throws -> Int
    /// Open deliveries whose ``DeliveryRecord/deadline`` is at or before `now`, earliest first.
    func overdue(at now: Timestamp, limit: Int) throws -> [DeliveryRecord]
    func firstDeadline() throws -> Timestamp?
    /// The `order` objects of these changes as received, by the change's number.
    func orderBodies(_ changes: [Int64]) throws -> [Int64: [UInt8]]

    func append(_ acks: [InboxAck]) throws
    /// Removes the partner's oldest acks beyond `count`.
    func trimAcks(of sender: String, keeping count: Int) throws
    func append(_ decisions: [Decision]) throws

    func put(_ partner: Partner) throws
    func put(_ token: TokenRecord) throws
    func put(_ totals: [PartnerID: Totals]) throws
    /// A small named value such as the mark of a clean stop.
    func setMark(_ name: String, to value: String?) throws
}

/// What the ledger knows when it is opened; read once, by the writer.
package protocol LedgerOpening {
    func openingState() throws -> OpeningState
}

/// Where the writer goes on.
package struct OpeningState: Sendable {
    package var lastChange: Int64 = 0
    package var lastAck: Int64 = 0
    package var lastDecision: Int64 = 0
    package var partners: [Partner] = []
    package var tokens: [TokenRecord] = []
    package var totals: [PartnerID: Totals] = [:]
    /// Open deliveries by partner and place.
    package var openCounts: [PartnerID: [Place: Int]] = [:]
    /// Everything in ``Place/window``, oldest first.
    package var window: [DeliveryRecord] = []
    package var inboxCounts: [String: Int] = [:]
    package var marks: [String: String] = [:]

    package init() {}
}

/// A change as accepted, to be stored.
package struct NewChange: Sendable {
    package let sequence: Int64
    package let change: OrderChange
    package let acceptedAt: Timestamp

    package init(sequence: Int64, change: OrderChange, acceptedAt: Timestamp) {
        self.sequence = sequence
        self.change = change
        self.acceptedAt = acceptedAt
    }
}

/// What is needed to answer a repeated `event_id`.
package struct StoredChange: Sendable, Equatable {
    package let sequence: Int64
    package let fingerprint: Fingerprint
    package let acceptedAt: Timestamp

    package init(sequence: Int64, fingerprint: Fingerprint, acceptedAt: Timestamp) {
        self.sequence = sequence
        self.fingerprint = fingerprint
        self.acceptedAt = acceptedAt
    }
}

/// How the outside names a delivery.
package struct DeliveryKey: Hashable, Sendable {
    package let partner: PartnerID
    package let event: EventID

    package init(partner: PartnerID, event: EventID) {
        self.partner = partner
        self.event = event
    }
}
