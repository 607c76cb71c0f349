// SPDX-License-Identifier: Apache-2.0

package import Contract

/// What a machine has done and met so far.
package struct MachineTally: Sendable, Equatable {
    /// Triggers received, repeats too.
    package var triggers = 0
    /// Triggers whose event was seen before, among the latest 65,536 events at least.
    package var duplicates = 0
    /// Triggers beyond the behaviour's count.
    package var ignored = 0
    /// Messages that were nothing a device expects.
    package var unreadable = 0
    /// Triggers left unanswered on purpose.
    package var dropped = 0
    /// Broken answers sent on purpose.
    package var garbled = 0
    /// Acks the broker has confirmed; broken answers are not among them.
    package var acksSent = 0
    /// Acks given up: the broker refused them, or the connection was closed too early.
    package var acksLost = 0
    package var receipts: [Receipt.Verdict: Int] = [:]
    /// Problems answered by the bridge, by the end of their type's URI.
    package var problems: [String: Int] = [:]
    /// Connections after the first.
    package var reconnects = 0
    /// Subscriptions the broker granted, anew at each connect.
    package var subscriptions = 0
    /// Times it went offline, as its behaviour says.
    package var offlinePeriods = 0
    /// The latest thing that went wrong unintended.
    package var lastError: String?

    package init() {}

    package var receiptsTotal: Int { receipts.values.reduce(0, +) }
    package var problemsTotal: Int { problems.values.reduce(0, +) }

    /// Adds another machine's numbers.
    package static func += (left: inout MachineTally, right: MachineTally) {
        left.triggers += right.triggers
        left.duplicates += right.duplicates
        left.ignored += right.ignored
        left.unreadable += right.unreadable
        left.dropped += right.dropped
        left.garbled += right.garbled
        left.acksSent += right.acksSent
        left.acksLost += right.acksLost
        left.receipts.merge(right.receipts, uniquingKeysWith: +)
        left.problems.merge(right.problems, uniquingKeysWith: +)
        left.reconnects += right.reconnects
        left.subscriptions += right.subscriptions
        left.offlinePeriods += right.offlinePeriods
        left.lastError = right.lastError ?? left.lastError
    }
}
