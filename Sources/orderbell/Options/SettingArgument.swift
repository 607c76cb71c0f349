// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract

/// `key=value`: one setting of a partner.
struct SettingArgument: ExpressibleByArgument, Sendable {
    let key: String
    let value: String

    init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        self.init(key: String(parts[0]), value: String(parts[1]))
    }
}

extension JSONWriter {
    /// The member `settings`; of a key given twice the last value counts.
    mutating func member(settings: [SettingArgument]) {
        var last: [String: String] = [:]
        for setting in settings { last[setting.key] = setting.value }
        key("settings")
        object { writer in
            for (name, value) in last.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.string(value)
            }
        }
    }
}
