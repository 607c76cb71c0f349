// SPDX-License-Identifier: Apache-2.0

/// Appends JSON to a byte buffer. What it writes is valid JSON and, but for ``raw(_:)``, can be
/// shown on a terminal as it is.
///
/// Containers are closures and commas come by themselves, so the text is always balanced. A value
/// within an object needs its ``key(_:)-(StaticString)`` first, or a `member` method, which writes
/// both.
package struct JSONWriter: Sendable {
    /// What has been written so far.
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    package init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Appends one value to bytes somebody else owns.
    package static func append(to bytes: inout [UInt8], _ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(capacity: 0)
        swap(&writer.bytes, &bytes)
        body(&writer)
        swap(&writer.bytes, &bytes)
    }

    package mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        startValue()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    package mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        startValue()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// The key of the value that follows: a literal of ASCII that needs no escape.
    @inline(__always)
    package mutating func key(_ key: StaticString) {
        startValue()
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// The key of the value that follows: any text.
    package mutating func key(_ key: String) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ value: String) {
        startValue()
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { JSONEscape.append($0, to: &bytes, .printable) }
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func string(_ value: some Identifier) { string(value.text) }

    package mutating func int(_ value: Int64) {
        startValue()
        appendDecimal(value)
    }

    package mutating func int(_ value: Int) { int(Int64(value)) }

    /// Writes a number that reads back as the same double; `null` for infinity and NaN.
    package mutating func double(_ value: Double) {
        startValue()
        bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    }

    package mutating func bool(_ value: Bool) {
        startValue()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    package mutating func null() {
        startValue()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes a moment as a string, in UTC with milliseconds.
    package mutating func timestamp(_ value: Timestamp) {
        startValue()
        bytes.append(UInt8(ascii: "\""))
        value.append(rfc3339To: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a value that is JSON already: one our own reader has accepted.
    package mutating func raw(_ json: some Collection<UInt8>) {
        startValue()
        bytes.append(contentsOf: json)
    }

    /// Writes members that are JSON already: the inside of an object our own reader has accepted,
    /// with at least one member.
    package mutating func rawMembers(_ json: some Collection<UInt8>) { raw(json) }

    @inline(__always)
    private mutating func startValue() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func appendDecimal(_ value: Int64) {
        var magnitude = value.magnitude
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var low = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        var high = bytes.count - 1
        while low < high {
            bytes.swapAt(low, high)
            low += 1
            high -= 1
        }
    }
}
