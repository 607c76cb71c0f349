// SPDX-License-Identifier: Apache-2.0
import Contract

/// An opaque place in a feed: `1` (version), the feed's letter, and the number, so that a cursor of
/// another feed or version is recognised and refused.
enum Cursor {
    enum Feed: String {
        case events = "e"
        case orders = "o"
        case decisions = "d"
        case deliveries = "l"
        case acks = "a"
    }

    static func encode(_ number: Int64, of feed: Feed) -> String {
        "1\(feed.rawValue)\(String(number, radix: 36))"
    }

    /// - Throws: ``Problem`` `bad-request` for anything ``encode(_:of:)`` has not made.
    static func decode(_ text: String, of feed: Feed) throws -> Int64 {
        let start = "1\(feed.rawValue)"
        guard text.hasPrefix(start), text.utf8.count <= 20,
            let number = Int64(text.dropFirst(start.count), radix: 36), number >= 0
        else {
            throw Problem(
                .badRequest,
                "This cursor is not one of this list; start without one, then send what you got.")
        }
        return number
    }
}
