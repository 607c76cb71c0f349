// SPDX-License-Identifier: Apache-2.0

/// Puts a configuration together, the weakest source first, and gathers what is wrong.
///
/// Every source is checked in full, also where a stronger one has the last word.
struct ConfigurationLoader {
    var configuration: Configuration
    var faults: [ConfigurationFault] = []
    /// The mode of the file that was read.
    private(set) var fileMode: UInt32?

    static let fileBytesMax = 1 << 20
    private static let variablePrefix = "ORDERBELL_"
    /// Variables that are no keys: read by the command line.
    private static let otherVariables: Set = ["ORDERBELL_DIR", "ORDERBELL_OPERATOR_TOKEN_FILE"]

    init(folder: Folder) { configuration = Configuration(folder: folder) }

    /// Reads the file at `path`; `name` is how messages call it.
    mutating func take(file path: String, name: String) {
        let file: BoundedFile
        do {
            file = try BoundedFile(reading: path, bytesMax: Self.fileBytesMax)
        } catch {
            return fail(name, "", "the file \(error.advice)")
        }
        configuration.file = path
        fileMode = file.mode
        let settings = SettingsFile(name: name, bytes: file.bytes)
        faults += settings.faults
        let folder = Folder(of: path)
        for entry in settings.entries {
            apply(
                entry.path, entry.text, .file(name, line: entry.line), relativeTo: folder)
        }
    }

    mutating func take(environment: [String: String]) {
        let keys = ConfigurationKey.all
        let names = keys.map(\.environment)
        for (name, text) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix(Self.variablePrefix) && !Self.otherVariables.contains(name) {
            if let key = keys.first(where: { $0.environment == name }) {
                apply(key.path, text, .environment(name), relativeTo: Folder("."))
            } else {
                let hint = NearestName.hint(for: name, among: names)
                fail(name, "", "no such variable\(hint)")
            }
        }
    }

    mutating func take(flags: [ConfigurationFlag]) {
        for flag in flags {
            apply(flag.key, flag.value, .flag(flag.name), relativeTo: Folder("."))
            // Everybody on the machine can read the arguments of a process.
            let isURL = flag.key == "broker.url"
            if isURL, configuration.broker.url.credentials?.password != nil {
                fail(
                    flag.name, flag.key,
                    "no password on the command line; use ORDERBELL_BROKER, or --set "
                        + "broker.password_file=FILE")
            }
        }
    }

    mutating func fail(_ place: String, _ key: String, _ advice: String) {
        faults.append(ConfigurationFault(place: place, key: key, advice: advice))
    }

    private mutating func apply(
        _ path: String, _ text: String, _ source: ConfigurationSource, relativeTo folder: Folder
    ) {
        let place = source.description
        guard let key = ConfigurationKey.named(path) else {
            let hint = NearestName.hint(for: path, among: ConfigurationKey.all.map(\.path))
            return fail(place, path, "no such key\(hint)")
        }
        do {
            try key.write(&configuration, text, folder)
            configuration.sources[path] = source
        } catch {
            fail(place, path, error.advice)
        }
    }
}
