// SPDX-License-Identifier: Apache-2.0
internal import Delivery

/// How the values of keys are read and shown, by type.
extension ConfigurationKey {
    typealias Path<Value> = WritableKeyPath<Configuration, Value> & Sendable

    /// A text that may be left out.
    static func optionalText(
        _ path: String, _ value: any Path<String?>, type: String, bytesMax: Int, help: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            path, type: type, help: help, read: { $0[keyPath: value] ?? "" },
            write: { configuration, text, _ throws(ValueFault) in
                guard text.utf8.count <= bytesMax, !text.utf8.contains(where: { $0 < 0x20 }) else {
                    throw ValueFault("one line of at most \(bytesMax) bytes")
                }
                configuration[keyPath: value] = text.isEmpty ? nil : text
            })
    }

    /// The path of a file that may be left out.
    static func optionalFile(
        _ path: String, _ value: any Path<String?>, help: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            path, type: "file", help: help, read: { $0[keyPath: value] ?? "" },
            write: { configuration, text, folder throws(ValueFault) in
                guard text.utf8.count <= 4096, !text.utf8.contains(0) else {
                    throw ValueFault("a path of at most 4096 bytes")
                }
                configuration[keyPath: value] = text.isEmpty ? nil : folder.resolve(text)
            })
    }

    static func number(
        _ path: String, _ value: any Path<Int>, _ range: ClosedRange<Int>,
        needsRestart: Bool = true, help: String
    ) -> ConfigurationKey {
        let span = "from \(range.lowerBound) to \(range.upperBound)"
        return ConfigurationKey(
            path, type: "whole number \(span)", help: help, needsRestart: needsRestart,
            read: { String($0[keyPath: value]) },
            write: { configuration, text, _ throws(ValueFault) in
                guard let number = Int(text), range.contains(number) else {
                    throw ValueFault("a whole number \(span), not \(quote(text))")
                }
                configuration[keyPath: value] = number
            })
    }

    /// A time in whole seconds.
    static func seconds(
        _ path: String, _ value: any Path<Int>, _ range: ClosedRange<Int>, help: String
    ) -> ConfigurationKey {
        let (low, high) = (format(seconds: range.lowerBound), format(seconds: range.upperBound))
        return ConfigurationKey(
            path, type: "time from \(low) to \(high)", help: help,
            read: { format(seconds: $0[keyPath: value]) },
            write: { configuration, text, _ throws(ValueFault) in
                guard let time = DurationText.milliseconds(text), time % 1000 == 0,
                    range.contains(Int(time / 1000))
                else {
                    throw ValueFault(
                        "a time of whole seconds from \(low) to \(high), such as 30s or 15m, "
                            + "not \(quote(text))")
                }
                configuration[keyPath: value] = Int(time / 1000)
            })
    }

    static func choice<Value: RawRepresentable & CaseIterable & SendableMetatype>(
        _ path: String, _ value: any Path<Value>, needsRestart: Bool = true, help: String
    ) -> ConfigurationKey where Value.RawValue == String {
        let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return ConfigurationKey(
            path, type: "one of \(all)", help: help, needsRestart: needsRestart,
            read: { $0[keyPath: value].rawValue },
            write: { configuration, text, _ throws(ValueFault) in
                guard let choice = Value(rawValue: text) else {
                    throw ValueFault("one of \(all), not \(quote(text))")
                }
                configuration[keyPath: value] = choice
            })
    }

    static func flag(_ path: String, _ value: any Path<Bool>, help: String) -> ConfigurationKey {
        ConfigurationKey(
            path, type: "true or false", help: help,
            read: { $0[keyPath: value] ? "true" : "false" },
            write: { configuration, text, _ throws(ValueFault) in
                guard let choice = Bool(text) else {
                    throw ValueFault("true or false, not \(quote(text))")
                }
                configuration[keyPath: value] = choice
            })
    }

    /// An address to listen on.
    static func listener(
        _ path: String, environment: String, _ value: any Path<HostPort>, help: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            path, environment: environment, type: "host:port", help: help,
            read: { $0[keyPath: value].description },
            write: { configuration, text, _ throws(ValueFault) in
                guard let address = HostPort(text) else {
                    throw ValueFault(
                        "host:port such as 127.0.0.1:8080 or \"[::1]:8080\", not \(quote(text))")
                }
                configuration[keyPath: value] = address
            })
    }

    /// A text from outside within a message, cut short.
    static func quote(_ text: String) -> String {
        let start = text.prefix(60)
        return "\"\(start)\(start.endIndex < text.endIndex ? "…" : "")\""
    }

    private static func format(seconds: Int) -> String {
        DurationText.format(milliseconds: Int64(seconds) * 1000)
    }
}
