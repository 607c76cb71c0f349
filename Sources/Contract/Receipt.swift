// SPDX-License-Identifier: Apache-2.0

/// The answer to an ack, sent once the ack is durable. A bad ack gets a ``Problem`` instead.
package struct Receipt: Sendable, Equatable, JSONWritable {
    package var eventID: EventID
    package var verdict: Verdict
    /// Where the delivery is now: its outcome, or its stage while it is open.
    package var outcomeOrStage: String
    package var recordedAt: Timestamp

    package enum Verdict: String, Sendable, CaseIterable {
        /// It changed the delivery.
        case applied
        /// It was known already.
        case duplicate
        /// It came after the deadline, and won.
        case late
        /// It is kept as evidence and changes nothing.
        case ignored
    }

    package init(
        eventID: EventID,
        verdict: Verdict,
        outcomeOrStage: String,
        recordedAt: Timestamp
    ) {
        self.eventID = eventID
        self.verdict = verdict
        self.outcomeOrStage = outcomeOrStage
        self.recordedAt = recordedAt
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("event_id", eventID)
            writer.member("verdict", verdict.rawValue)
            writer.member("outcome_or_stage", outcomeOrStage)
            writer.member("recorded_at", recordedAt)
        }
    }
}
