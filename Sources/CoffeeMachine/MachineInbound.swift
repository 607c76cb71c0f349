// SPDX-License-Identifier: Apache-2.0

internal import Contract

/// What a message is to a machine.
enum MachineInbound {
    case trigger(TriggerHead)
    case receipt(EventID, Receipt.Verdict, outcomeOrStage: String)
    case problem(type: String, detail: String, eventID: EventID?)
    case pending(count: Int)
    case unreadable(topic: [UInt8], detail: String)
    /// A retained message being cleared.
    case cleared
}
