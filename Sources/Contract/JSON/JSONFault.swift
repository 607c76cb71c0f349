// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not the JSON we take, and at which byte (counted from 0) that showed.
///
/// The grammar is RFC 8259; what is refused beyond it follows I-JSON (RFC 7493) and the contract,
/// section 9.
package enum JSONFault: Error, Sendable, Equatable {
    /// More bytes than allowed; the offset is the limit.
    case tooLarge(at: Int)
    /// Nothing but whitespace.
    case empty(at: Int)
    /// Not well-formed UTF-8: overlong, a surrogate, past U+10FFFF, cut off, or UTF-16.
    case notUTF8(at: Int)
    case byteOrderMark(at: Int)
    /// U+0000, raw or escaped, in a key or a value.
    case nullCharacter(at: Int)
    /// A byte below 0x20 within a string.
    case controlCharacter(at: Int)
    /// A backslash followed by something that is no escape.
    case badEscape(at: Int)
    /// An escaped half of a surrogate pair without the other.
    case loneSurrogate(at: Int)
    /// Against the grammar, longer than ``Limits/jsonNumberBytes``, or past what a double holds.
    case badNumber(at: Int)
    /// A key seen before in the same object, escapes resolved.
    case duplicateKey(at: Int)
    /// More levels of objects and arrays than allowed.
    case tooDeep(at: Int)
    case unexpectedByte(at: Int)
    case unexpectedEnd(at: Int)
    /// Something after the end of the value.
    case trailingBytes(at: Int)

    /// The byte at which the fault showed.
    package var offset: Int {
        switch self {
        case .tooLarge(let at), .empty(let at), .notUTF8(let at), .byteOrderMark(let at),
            .nullCharacter(let at), .controlCharacter(let at), .badEscape(let at),
            .loneSurrogate(let at), .badNumber(let at), .duplicateKey(let at), .tooDeep(let at),
            .unexpectedByte(let at), .unexpectedEnd(let at), .trailingBytes(let at):
            at
        }
    }

    /// A sentence for the sender: what is wrong, where, and what would be right.
    package var detail: String {
        switch self {
        case .tooLarge(let at): "The body is longer than \(at) bytes; send less at a time."
        case .empty: "The body is empty; a JSON value was expected."
        case .byteOrderMark: "The body starts with a byte order mark; send UTF-8 without one."
        case .unexpectedEnd(let at): "The JSON ends too early, at byte \(at)."
        default: "\(sentence) at byte \(offset)."
        }
    }

    private var sentence: String {
        switch self {
        case .notUTF8: "The JSON is not UTF-8; send UTF-8 only. First bad byte"
        case .nullCharacter: "U+0000 is not allowed, raw or escaped; found"
        case .controlCharacter: "A control character in a string must be escaped; found"
        case .badEscape: "No such escape in a JSON string; found"
        case .loneSurrogate: "An escaped surrogate must come as a pair; found"
        case .badNumber:
            "Not a JSON number of at most \(Limits.jsonNumberBytes) bytes within a double's range,"
        case .duplicateKey: "Every key of an object must be there once; repeated"
        case .tooDeep: "Objects and arrays are nested too deeply,"
        case .trailingBytes: "Nothing may follow the JSON value; found more"
        default: "The JSON is malformed"
        }
    }
}
