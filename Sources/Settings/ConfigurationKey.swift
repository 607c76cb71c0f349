// SPDX-License-Identifier: Apache-2.0

/// One key of the configuration: how it is called, read, shown and explained, in one place for
/// the loader, `orderbell init`, `config show` and the documentation.
package struct ConfigurationKey: Sendable {
    /// Where it stands in `orderbell.yaml`: `broker.url`.
    package let path: String
    /// Its environment variable.
    package let environment: String
    /// Type, unit and range, as a phrase.
    package let type: String
    package let help: String
    /// Whether a change takes effect at the next start only.
    package let needsRestart: Bool
    /// Whether the text may hold a secret, so that no message may quote it.
    let isSecret: Bool
    /// The value in force as text, without secrets; "" for one that is not set.
    package let read: @Sendable (Configuration) -> String
    /// Takes a text; the folder is where relative paths start.
    let write: @Sendable (inout Configuration, String, Folder) throws(ValueFault) -> Void

    init(
        _ path: String, environment: String? = nil, type: String, help: String,
        needsRestart: Bool = true, isSecret: Bool = false,
        read: @escaping @Sendable (Configuration) -> String,
        write: @escaping @Sendable (inout Configuration, String, Folder) throws(ValueFault) -> Void
    ) {
        self.path = path
        self.environment = environment ?? Self.environment(of: path)
        self.type = type
        self.help = help
        self.needsRestart = needsRestart
        self.isSecret = isSecret
        self.read = read
        self.write = write
    }

    /// The value without any configuration, as text.
    package var defaultText: String { read(Configuration(folder: Folder(""))) }

    /// The first part of the path: `broker`.
    package var section: Substring { path.prefix { $0 != "." } }

    /// Every key, in the order in which it is shown.
    package static let all: [ConfigurationKey] = broker + service + partners

    /// The key at `path`, those of single event types among them.
    package static func named(_ path: String) -> ConfigurationKey? {
        all.first { $0.path == path } ?? eventFormat(path)
    }

    private static func environment(of path: String) -> String {
        "ORDERBELL_" + path.uppercased().replacing(".", with: "_")
    }
}
