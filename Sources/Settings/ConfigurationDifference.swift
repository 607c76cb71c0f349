// SPDX-License-Identifier: Apache-2.0
internal import Delivery

/// One key that two configurations differ in; no secrets.
package struct ConfigurationDifference: Sendable, Equatable {
    package let key: String
    package let old: String
    package let new: String
    /// Whether the new value takes effect at the next start only.
    package let needsRestart: Bool
}

extension Configuration {
    /// What changed from `old` to this one, in the order of the keys. A changed password is told
    /// as such, with its text hidden.
    package func differences(from old: Configuration) -> [ConfigurationDifference] {
        var paths = ConfigurationKey.all.map(\.path)
        paths += Set(partners.formats.keys).union(old.partners.formats.keys).sorted()
            .map { ConfigurationKey.eventFormatStart + $0 }
        return paths.compactMap { path in
            guard let key = ConfigurationKey.named(path) else { return nil }
            let (before, after) = (key.read(old), key.read(self))
            guard before != after || hidesChange(of: path, from: old) else { return nil }
            return ConfigurationDifference(
                key: path, old: before, new: after, needsRestart: key.needsRestart)
        }
    }

    /// Whether a secret changed behind texts that are the same.
    private func hidesChange(of path: String, from old: Configuration) -> Bool {
        switch path {
        case "broker.url": broker.url != old.broker.url
        case "broker.password_file": broker.password != old.broker.password
        default: false
        }
    }
}
