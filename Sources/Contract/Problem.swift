// SPDX-License-Identifier: Apache-2.0

/// What went wrong and what the sender can do about it: RFC 9457 problem details, over HTTP and
/// MQTT alike (contract, sections 4 and 6).
package struct Problem: Error, Sendable, Equatable {
    package var kind: Kind
    /// The same for every problem of this kind.
    package var title: String
    /// This time: what was wrong, and what to do next.
    package var detail: String
    /// The fields at fault, where fields are; at most ``Limits/problemErrors``.
    package var errors: [Fault]
    /// The event this is about, where that could be read.
    package var eventID: EventID?

    package init(
        kind: Kind,
        title: String? = nil,
        detail: String,
        errors: [Fault] = [],
        eventID: EventID? = nil
    ) {
        self.kind = kind
        self.title = title ?? kind.title
        self.detail = detail
        self.errors = errors
        self.eventID = eventID
    }

    package init(_ kind: Kind, _ detail: String, eventID: EventID? = nil) {
        self.init(kind: kind, detail: detail, eventID: eventID)
    }

    /// A body that could not be read as JSON.
    package init(_ fault: JSONFault) {
        if case .tooLarge = fault {
            self.init(kind: .tooLarge, detail: fault.detail)
        } else {
            self.init(kind: .malformed, detail: fault.detail)
        }
    }

    /// One field at fault.
    package struct Fault: Sendable, Equatable {
        /// A JSON pointer (RFC 6901) into the item at fault; the item itself is "".
        package var pointer: String
        package var detail: String

        package init(pointer: String, detail: String) {
            self.pointer = pointer
            self.detail = detail
        }
    }
}

extension Problem {
    /// The URI of the problem's type, as written.
    package var type: String { Self.typeRoot + visible.kind.slug }
    /// The HTTP status of the answer.
    package var status: Int { visible.kind.status }

    private static let typeRoot = "https://orderbell.dev/problems/"

    /// What the sender gets to see. Somebody else's event looks like one that does not exist,
    /// whatever detail either was given.
    package var visible: Problem {
        switch kind {
        case .notYours, .unknownEvent: .unknownEvent(eventID)
        default: self
        }
    }

    /// The one text for an event that is unknown or belongs to somebody else.
    package static func unknownEvent(_ eventID: EventID?) -> Problem {
        Problem(
            kind: .unknownEvent,
            detail: "There is no such event for you; check event_id against the trigger.",
            eventID: eventID
        )
    }
}

extension Problem: JSONWritable {
    /// Writes the problem without its HTTP status.
    package func write(to writer: inout JSONWriter) { write(to: &writer, includesStatus: false) }

    /// Writes the problem as its sender may see it.
    ///
    /// - Parameter includesStatus: Whether to write `status`, which means something on HTTP only.
    package func write(to writer: inout JSONWriter, includesStatus: Bool) {
        let problem = visible
        writer.object { writer in
            writer.member("type", problem.type)
            writer.member("title", problem.title)
            if includesStatus { writer.member("status", problem.status) }
            writer.member("detail", problem.detail)
            writer.member("event_id", problem.eventID)
            guard !problem.errors.isEmpty else { return }
            writer.member("errors", each: problem.errors) { writer, fault in
                writer.object { writer in
                    writer.member("pointer", fault.pointer)
                    writer.member("detail", fault.detail)
                }
            }
        }
    }
}
