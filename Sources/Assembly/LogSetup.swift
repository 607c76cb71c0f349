// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Logging
import Settings
import Synchronization

/// Where log lines go: standard error, one event a line, as text or as JSON.
enum LogSetup {
    private static let level = Mutex(Logger.Level.info)
    private static let isSetUp = Mutex(false)

    /// Sets the process's logging up, once; later calls change the level alone.
    static func bootstrap(_ settings: Configuration.LogSettings) -> Logger {
        apply(settings)
        let format = settings.format
        let isFirst = isSetUp.withLock { done in
            defer { done = true }
            return !done
        }
        if isFirst { LoggingSystem.bootstrap { _ in LineLogHandler(format: format) } }
        return Logger(label: "orderbell")
    }

    static func apply(_ settings: Configuration.LogSettings) {
        let wanted = Logger.Level(rawValue: settings.level.rawValue) ?? .info
        level.withLock { $0 = wanted }
    }

    fileprivate static var currentLevel: Logger.Level { level.withLock { $0 } }
}

/// Writes one line per event; what comes from outside can't start a new one.
private struct LineLogHandler: LogHandler {
    let format: Configuration.LogFormat
    var metadata: Logger.Metadata = [:]

    var logLevel: Logger.Level {
        get { LogSetup.currentLevel }
        set { _ = newValue }  // The configuration alone decides.
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
            .map { (key: $0.key, value: "\($0.value)") }
            .sorted { $0.key < $1.key }
        let text =
            switch format {
            case .text: line(event, all)
            case .json: json(event, all)
            }
        StandardError.write(text)
    }

    private func line(_ event: LogEvent, _ all: [(key: String, value: String)]) -> String {
        let values = all.map { " \($0.key)=\(TerminalText.escape($0.value))" }.joined()
        return "\(now) \(event.level) \(TerminalText.escape("\(event.message)"))\(values)\n"
    }

    private func json(_ event: LogEvent, _ all: [(key: String, value: String)]) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("at", now)
            writer.member("level", event.level.rawValue)
            writer.member("message", "\(event.message)")
            for (key, value) in all {
                writer.key(key)
                writer.string(value)
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    private var now: String {
        SystemClock.wall.rfc3339
    }
}
