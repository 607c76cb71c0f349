// SPDX-License-Identifier: Apache-2.0

package import Contract

/// Something a machine did or met. Texts from the broker and the bridge are as received: escape
/// them before showing them.
package enum MachineEvent: Sendable, Equatable {
    /// The broker has taken the connection.
    case connected(sessionPresent: Bool, address: String)
    /// No connection could be made; it is tried again.
    case connectFailed(reason: String)
    case disconnected(reason: String)
    /// The broker refused a subscription or a publish.
    case refused(what: String, reason: String)
    /// A trigger came; a duplicate's event was seen before.
    case trigger(TriggerHead, isDuplicate: Bool)
    /// A message that is nothing a device expects there.
    case unreadable(topic: String, detail: String)
    /// The number of pending orders was announced.
    case pending(count: Int)
    /// A trigger was left unanswered on purpose.
    case dropped(EventID)
    /// A broken answer was sent on purpose.
    case garbled(EventID, GarbledAck)
    /// An ack was given to the connection, or waits for one.
    case ackSent(EventID, Ack.Status)
    /// The bridge's answer to an ack.
    case receipt(EventID, Receipt.Verdict, outcomeOrStage: String)
    /// The bridge's answer to an ack it could not take; the type is the end of its URI.
    case problem(type: String, detail: String, eventID: EventID?)
    /// The machine has left the broker for a while, as its behaviour says.
    case wentOffline(lasting: Duration)
    /// The while is over; it connects again.
    case cameBack
    /// All triggers of the behaviour's count are handled.
    case finished
}
