// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Ledger

/// What reaches the engine. A batch of these is one transaction.
package enum EngineInput: Sendable {
    /// Order changes from HTTP, MQTT or a file.
    case changes(ChangeRequest)
    /// Everything one read of the callback connection brought, in order.
    case callbacks(CallbackRequest)
    /// Acks over HTTP.
    case acks(AckRequest)
    /// Triggers that were given to the MQTT library.
    case handedOver([UInt64], at: Instant)
    /// Triggers whose PUBACK has come, or that could not be sent.
    case settled([Settlement], at: Instant)
    /// The publishing connection came or went.
    case broker(BrokerEvent)
    case command(CommandRequest)

    /// Whether somebody waits for it; facts may wait for the next commit.
    var isUrgent: Bool {
        switch self {
        case .handedOver, .settled: false
        case .changes, .callbacks, .acks, .broker, .command: true
        }
    }
}

/// Order changes that are answered together.
package struct ChangeRequest: Sendable {
    package let items: [Result<OrderChange, Problem>]
    /// Called after the commit, in the order of the items; or with why nothing was recorded.
    package let reply: @Sendable (Result<[ChangeResult], LedgerError>) -> Void

    package init(
        items: [Result<OrderChange, Problem>],
        reply: @escaping @Sendable (Result<[ChangeResult], LedgerError>) -> Void
    ) {
        self.items = items
        self.reply = reply
    }
}

/// One message on a callback topic, read and not yet judged.
package enum Callback: Sendable {
    case acks(partner: PartnerID, device: DeviceID, AckParse, payload: [UInt8])
    case presence(partner: PartnerID, device: DeviceID, online: Bool)
    case changes([Result<OrderChange, Problem>])
    /// A body of `backend/changes` that can't be read at all.
    case unreadableChanges(Problem)
    /// A retained ack: whoever connects would get it again and again.
    case retainedAck
    /// A topic that is none of ours.
    case foreign
}

package struct CallbackRequest: Sendable {
    package let items: [Callback]
    /// Called after the commit: true when everything is durable and may be acknowledged.
    package let reply: @Sendable (Bool) -> Void

    package init(items: [Callback], reply: @escaping @Sendable (Bool) -> Void) {
        self.items = items
        self.reply = reply
    }
}

/// Acks that a partner sent over HTTP.
package struct AckRequest: Sendable {
    package let partner: PartnerID
    package let items: [AckItem]
    package let reply: @Sendable (Result<[AckResult], LedgerError>) -> Void

    package init(
        partner: PartnerID, items: [AckItem],
        reply: @escaping @Sendable (Result<[AckResult], LedgerError>) -> Void
    ) {
        self.partner = partner
        self.items = items
        self.reply = reply
    }
}

/// What became of one ack: the receipt, or the problem.
package enum AckResult: Sendable {
    case receipt(Receipt)
    case problem(Problem)
}

/// How a publish ended.
package struct Settlement: Sendable {
    package enum End: Sendable, Equatable {
        case pubAck(reasonCode: UInt8)
        /// It never reached the wire.
        case notSent(String)
        /// There was no connection to take it.
        case refused
        /// The connection was closed while it was under way.
        case unknown
    }

    package let token: UInt64
    package let end: End

    package init(token: UInt64, end: End) {
        self.token = token
        self.end = end
    }
}

package enum BrokerEvent: Sendable, Equatable {
    /// Triggers can be published.
    case publisherUp(address: String)
    case publisherDown(reason: String)
    /// Acks can arrive. Without its session the broker has forgotten what it had for us.
    case listenerUp(sessionPresent: Bool)
    case listenerDown(reason: String)
}
