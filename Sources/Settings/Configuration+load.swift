// SPDX-License-Identifier: Apache-2.0
internal import Delivery

extension Configuration {
    /// The file looked for in the folder.
    package static let fileName = "orderbell.yaml"

    /// Reads the configuration: flag, else environment, else file, else default.
    ///
    /// - Parameters:
    ///   - directory: The folder as typed. Nil: the one of `file`, else `ORDERBELL_DIR`, else the
    ///     working directory.
    ///   - file: A file that must be there. Nil: `orderbell.yaml` of the folder, if it is there.
    ///   - flags: What was typed; relative paths start at the working directory, as those of the
    ///     environment do. Those of the file start at the file's folder.
    /// - Throws: Everything that is wrong, at once.
    package static func load(
        directory: String?, file: String?, flags: [ConfigurationFlag] = [],
        environment: [String: String]
    ) throws(ConfigurationFaults) -> Configuration {
        let typed = directory ?? environment["ORDERBELL_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        var folder = Folder(typed ?? ".")
        if let file, directory == nil { folder = Folder(of: file) }
        var loader = ConfigurationLoader(folder: folder)
        if let file {
            loader.take(file: Folder(".").resolve(file), name: file)
        } else if BoundedFile.exists(folder.resolve(fileName)) {
            let name = typed.map { "\($0)/\(fileName)" } ?? fileName
            loader.take(file: folder.resolve(fileName), name: name)
        }
        loader.take(environment: environment)
        loader.take(flags: flags)
        loader.check()
        guard loader.faults.isEmpty else { throw ConfigurationFaults(loader.faults) }
        return loader.configuration
    }

    /// Every key with the value in force and where it was said; no secrets.
    package var values: [(key: ConfigurationKey, text: String, source: ConfigurationSource)] {
        keys.map { ($0, $0.read(self), sources[$0.path] ?? .default) }
    }

    /// Every key, those of single event types among them.
    private var keys: [ConfigurationKey] {
        let events = partners.formats.keys.sorted().compactMap {
            ConfigurationKey.eventFormat(ConfigurationKey.eventFormatStart + $0)
        }
        return ConfigurationKey.all + events
    }
}
