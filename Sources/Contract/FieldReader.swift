// SPDX-License-Identifier: Apache-2.0

/// Takes the known members out of a JSON object and collects everything wrong with them.
///
/// `null` counts as absent. An accessor that returns `nil` for a member that had to be there, or
/// could not be taken, has added a fault.
struct FieldReader {
    let object: JSONNode
    private(set) var faults: [Problem.Fault] = []

    init(_ object: JSONNode) { self.object = object }

    /// The member, unless it is absent or `null`.
    @inline(__always)
    func field(_ key: StaticString) -> JSONNode? {
        guard let node = object.member(key), !node.isNull else { return nil }
        return node
    }

    mutating func refuse(_ key: StaticString, _ detail: String) {
        refuse(pointer: "/\(key)", detail)
    }

    mutating func refuse(pointer: String, _ detail: String) {
        guard faults.count < Limits.problemErrors else { return }
        faults.append(Problem.Fault(pointer: pointer, detail: detail))
    }

    @inline(__always)
    mutating func required<Value>(
        _ key: StaticString,
        _ rule: @autoclosure () -> String,
        _ take: (JSONNode) -> Value?
    ) -> Value? {
        guard let node = field(key) else {
            refuse(key, "is required: \(rule())")
            return nil
        }
        return taken(node, key, rule(), take)
    }

    @inline(__always)
    mutating func optional<Value>(
        _ key: StaticString,
        _ rule: @autoclosure () -> String,
        _ take: (JSONNode) -> Value?
    ) -> Value? {
        guard let node = field(key) else { return nil }
        return taken(node, key, rule(), take)
    }

    @inline(__always)
    private mutating func taken<Value>(
        _ node: JSONNode,
        _ key: StaticString,
        _ rule: @autoclosure () -> String,
        _ take: (JSONNode) -> Value?
    ) -> Value? {
        let value = take(node)
        if value == nil { refuse(key, "must be \(rule())") }
        return value
    }
}

extension FieldReader {
    mutating func required<I: Identifier>(_ key: StaticString, as type: I.Type) -> I? {
        required(key, Self.rule(type)) { $0.identifier(as: type) }
    }

    mutating func optional<I: Identifier>(_ key: StaticString, as type: I.Type) -> I? {
        optional(key, Self.rule(type)) { $0.identifier(as: type) }
    }

    mutating func optionalTimestamp(_ key: StaticString) -> Timestamp? {
        optional(key, Self.timestampRule) { $0.timestamp }
    }

    mutating func optionalInteger(_ key: StaticString) -> Int64? {
        optional(key, "a whole number of 64 bits, without fraction or exponent") { $0.int64 }
    }

    static func rule<I: Identifier>(_ type: I.Type) -> String { "a string of \(type.rule)" }

    static let timestampRule =
        "an RFC 3339 time with a zone, at most \(Limits.timestampBytes) bytes, "
        + "such as \"2026-11-23T15:04:05.123Z\""
}
