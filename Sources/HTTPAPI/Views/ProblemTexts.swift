// SPDX-License-Identifier: Apache-2.0
import Contract

/// What each type of problem means and what its receiver should do next.
extension Problem.Kind {
    /// Those that are ever sent.
    static var documented: [Problem.Kind] { allCases.filter { $0 != .notYours } }

    var meaning: String { texts.meaning }
    var nextStep: String { texts.nextStep }

    private var texts: (meaning: String, nextStep: String) {
        switch self {
        case .malformed:
            (
                "The body is not JSON as Orderbell takes it (UTF-8, no key twice, at most"
                    + " \(Limits.jsonDepth) levels), or not of the shape it takes.",
                "Correct what detail and errors name, and send again."
            )
        case .tooLarge:
            (
                "The body, an item of it, or the number of items is over a limit.",
                "Send less at once; GET /v1/contract states the limits."
            )
        case .unknownEvent, .notYours:
            (
                "There is no such event for you: it never was, or it belongs to somebody else.",
                "Compare event_id with the trigger's, and check that you use the right partner's"
                    + " credentials."
            )
        case .badTransition:
            (
                "The order or delivery can't go from where it is to there, or a newer revision of"
                    + " the order is there.",
                "Fetch its state and decide anew."
            )
        case .rateLimited:
            (
                "More calls, or more open streams, than this token or device may make.",
                "Wait as long as Retry-After says; RateLimit-Remaining tells what is left."
            )
        case .invalid:
            (
                "The order change can be read, but a field is missing or wrong.",
                "Correct the fields that errors names, and send the change again."
            )
        case .unknownPartner:
            (
                "The order change names a partner that does not exist here.",
                "Correct the id, or add the partner first and send the change again."
            )
        case .conflict:
            (
                "Something with this id is there, with other content.",
                "Give a new event an event_id of its own."
            )
        case .badRequest:
            (
                "A parameter or a field can't be taken as given.",
                "Correct what errors names; a cursor is always one that this list has returned."
            )
        case .unauthorized:
            (
                "There was no token, or it is unknown, expired or revoked.",
                "Send Authorization: Bearer with a valid token; ask your operator for a new one."
            )
        case .forbidden:
            (
                "The token is valid, and its role may not do this.",
                "Use a token of the role that the route asks for; see GET /v1/openapi.json."
            )
        case .notFound:
            (
                "There is nothing at this address, or nothing that you may see.",
                "Check the address and the id; somebody else's object looks like a missing one."
            )
        case .methodNotAllowed:
            (
                "The address is right and does not take this method.",
                "Use one of those that the header Allow names."
            )
        case .unsupportedMediaType:
            (
                "The body's Content-Type is none that this address takes.",
                "Send application/json (order changes also as application/x-ndjson)."
            )
        case .unavailable:
            (
                "The ledger is away, or too much is waiting. Nothing was recorded.",
                "Send the same again after Retry-After; event_id makes that safe."
            )
        case .internalError:
            (
                "Something went wrong on our side; it is in our log.",
                "Try again; if it stays, tell your operator the time and the address."
            )
        }
    }
}
