// SPDX-License-Identifier: Apache-2.0
import Contract

/// A setting that can't be taken as given, and what would be right.
package struct SettingFault: Error, Sendable, Equatable, CustomStringConvertible {
    package let key: String
    package let advice: String

    package init(key: String, advice: String) {
        self.key = key
        self.advice = advice
    }

    package var description: String { "\(key): \(advice)" }
}

/// One key of a partner's settings: how it is read, shown and explained, in one place for the
/// configuration file, the command line, the HTTP interface and the ledger.
package struct SettingKey: Sendable {
    package let name: String
    /// What it does, with unit and range.
    package let help: String
    package let read: @Sendable (PartnerSettings) -> String
    package let write: @Sendable (inout PartnerSettings, String) throws(SettingFault) -> Void
}

extension PartnerSettings {
    /// Every key, in the order in which it is shown.
    package static let keys: [SettingKey] = [
        SettingKey(
            name: "name", help: "the partner's name, for people",
            read: { $0.name },
            write: { s, v throws(SettingFault) in
                guard v.utf8.count <= 200 else {
                    throw .init(key: "name", advice: "at most 200 bytes")
                }
                s.name = v
            }),
        choice("format", \.format, help: "full, trigger or count: what a trigger carries"),
        choice("ordering", \.ordering, help: "per_order, none or strict"),
        number(
            "max_in_flight", \.maxInFlight, 1...10_000,
            help: "published and not yet received, at most (1 to 10000)"),
        number(
            "max_payload_bytes", \.maxPayloadBytes, 512...262_144,
            help: "a full message over this falls back to trigger (bytes, 512 to 262144)"),
        duration(
            "deliver_by", \.deliverByMilliseconds, 1_000...604_800_000,
            help: "from acceptance until received, else expired (1s to 7d)"),
        duration(
            "process_by", \.processByMilliseconds, 1_000...604_800_000,
            help: "from acceptance until processed, else expired (1s to 7d)"),
        duration(
            "retry_first", \.retry.firstMilliseconds, 100...86_400_000,
            help: "without an ack, publish again after this (100ms to 1d)"),
        duration(
            "retry_max", \.retry.maxMilliseconds, 100...86_400_000,
            help: "no wait between attempts is longer (100ms to 1d)"),
        fraction(
            "retry_multiplier", \.retry.multiplier, 1...10,
            help: "each wait is this many times the one before (1 to 10)"),
        fraction(
            "retry_jitter", \.retry.jitter, 0...0.5,
            help: "the share by which a wait varies at random (0 to 0.5)"),
        number(
            "attempts", \.retry.attempts, 1...100,
            help: "publishes in all before the delivery is dead (1 to 100)"),
        SettingKey(
            name: "supersede",
            help: "true: a newer change of an order closes undelivered older ones",
            read: { $0.supersede ? "true" : "false" },
            write: { s, v throws(SettingFault) in
                guard let value = Bool(v) else {
                    throw .init(key: "supersede", advice: "true or false, not \"\(v)\"")
                }
                s.supersede = value
            }),
    ]

    /// Sets one key from its text. `format.EVENT_TYPE` sets the format of one event type.
    package mutating func set(_ key: String, to value: String) throws(SettingFault) {
        if key.hasPrefix("format.") {
            try setFormat(of: String(key.dropFirst("format.".count)), to: value)
        } else if let known = Self.keys.first(where: { $0.name == key }) {
            try known.write(&self, value)
        } else {
            let names = Self.keys.map(\.name).joined(separator: ", ")
            throw SettingFault(
                key: key, advice: "no such setting; there are \(names), format.EVENT_TYPE")
        }
    }

    /// Every key with its value, as ``set(_:to:)`` takes it.
    package var entries: [(key: String, value: String)] {
        Self.keys.map { ($0.name, $0.read(self)) }
            + formats.sorted { $0.key < $1.key }.map { ("format.\($0.key)", $0.value.rawValue) }
    }

    private mutating func setFormat(of type: String, to value: String) throws(SettingFault) {
        let key = "format.\(type)"
        guard EventType(type) != nil else {
            throw SettingFault(
                key: key, advice: "after format. comes an event type such as new_order")
        }
        guard let format = TriggerFormat(rawValue: value) else {
            throw SettingFault(key: key, advice: "full, trigger or count, not \"\(value)\"")
        }
        formats[type] = format
    }
}

private typealias Path<Value> = WritableKeyPath<PartnerSettings, Value> & Sendable

private func choice<Value: RawRepresentable & CaseIterable & SendableMetatype>(
    _ name: String, _ path: any Path<Value>, help: String
) -> SettingKey where Value.RawValue == String {
    let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
    return SettingKey(
        name: name, help: help, read: { $0[keyPath: path].rawValue },
        write: { s, v throws(SettingFault) in
            guard let value = Value(rawValue: v) else {
                throw SettingFault(key: name, advice: "one of \(all), not \"\(v)\"")
            }
            s[keyPath: path] = value
        })
}

private func number(
    _ name: String, _ path: any Path<Int>, _ range: ClosedRange<Int>, help: String
) -> SettingKey {
    SettingKey(
        name: name, help: help, read: { String($0[keyPath: path]) },
        write: { s, v throws(SettingFault) in
            guard let value = Int(v), range.contains(value) else {
                throw SettingFault(
                    key: name,
                    advice:
                        "a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(v)\""
                )
            }
            s[keyPath: path] = value
        })
}

private func fraction(
    _ name: String, _ path: any Path<Double>, _ range: ClosedRange<Double>, help: String
) -> SettingKey {
    SettingKey(
        name: name, help: help, read: { "\($0[keyPath: path])" },
        write: { s, v throws(SettingFault) in
            guard let value = Double(v), range.contains(value) else {
                throw SettingFault(
                    key: name,
                    advice: "a number from \(range.lowerBound) to \(range.upperBound), not \"\(v)\""
                )
            }
            s[keyPath: path] = value
        })
}

private func duration(
    _ name: String, _ path: any Path<Int64>, _ range: ClosedRange<Int64>, help: String
) -> SettingKey {
    SettingKey(
        name: name, help: help, read: { DurationText.format(milliseconds: $0[keyPath: path]) },
        write: { s, v throws(SettingFault) in
            guard let value = DurationText.milliseconds(v), range.contains(value) else {
                let low = DurationText.format(milliseconds: range.lowerBound)
                let high = DurationText.format(milliseconds: range.upperBound)
                throw SettingFault(
                    key: name,
                    advice: "a time from \(low) to \(high) such as 30s or 15m, not \"\(v)\"")
            }
            s[keyPath: path] = value
        })
}
