// SPDX-License-Identifier: Apache-2.0

extension Problem {
    /// The kinds of problem. The raw value is the stable end of the type URI.
    package enum Kind: String, Sendable, CaseIterable {
        /// Not JSON we take, or not the shape we take.
        case malformed
        case tooLarge = "too-large"
        case unknownEvent = "unknown-event"
        /// Inside only: outside it reads as ``unknownEvent``.
        case notYours = "not-yours"
        /// The order or delivery can not go from where it is to there.
        case badTransition = "bad-transition"
        case rateLimited = "rate-limited"
        /// An order change that can be read but not taken.
        case invalid = "invalid-change"
        case unknownPartner = "unknown-partner"
        /// The same identifier with other content.
        case conflict
        case badRequest = "bad-request"
        case unauthorized
        case forbidden
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case unsupportedMediaType = "unsupported-media-type"
        /// Not now: the ledger or the broker is away, or too much is waiting.
        case unavailable
        /// Our own fault; the detail says nothing more.
        case internalError = "internal"

        package var slug: String { rawValue }

        /// The HTTP status this kind is answered with.
        package var status: Int {
            switch self {
            case .malformed, .badRequest: 400
            case .unauthorized: 401
            case .forbidden: 403
            case .unknownEvent, .notYours, .notFound: 404
            case .methodNotAllowed: 405
            case .conflict, .badTransition: 409
            case .tooLarge: 413
            case .unsupportedMediaType: 415
            case .invalid, .unknownPartner: 422
            case .rateLimited: 429
            case .internalError: 500
            case .unavailable: 503
            }
        }

        /// The same words for every problem of the kind.
        package var title: String {
            switch self {
            case .malformed: "The message can not be read"
            case .tooLarge: "The message is too large"
            case .unknownEvent: "Unknown event"
            case .notYours: "Not your event"
            case .badTransition: "Not possible from the present state"
            case .rateLimited: "Too many requests"
            case .invalid: "The order change is invalid"
            case .unknownPartner: "Unknown partner"
            case .conflict: "In conflict with what is recorded"
            case .badRequest: "The request is invalid"
            case .unauthorized: "Not authenticated"
            case .forbidden: "Not allowed"
            case .notFound: "Not found"
            case .methodNotAllowed: "Method not allowed"
            case .unsupportedMediaType: "Unsupported content type"
            case .unavailable: "Not available now"
            case .internalError: "Internal error"
            }
        }
    }
}
