// SPDX-License-Identifier: Apache-2.0

/// What became of one change: an item of `results`, over HTTP and on `…/backend/results`.
package struct ChangeResult: Sendable, Equatable, JSONWritable {
    package var eventID: EventID?
    package var outcome: Outcome
    package var problem: Problem?

    package enum Outcome: String, Sendable, CaseIterable {
        case accepted, duplicate, conflict, invalid
    }

    package init(eventID: EventID?, outcome: Outcome, problem: Problem? = nil) {
        self.eventID = eventID
        self.outcome = outcome
        self.problem = problem
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.memberOrNull("event_id", eventID?.text)
            writer.member("outcome", outcome.rawValue)
            writer.member("problem", problem)
        }
    }

    /// The body `{"results":[…]}`.
    package static func encode(_ results: [ChangeResult]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 * results.count + 32)
        writer.object { writer in
            writer.member("results", each: results) { $1.write(to: &$0) }
        }
        return writer.bytes
    }
}
