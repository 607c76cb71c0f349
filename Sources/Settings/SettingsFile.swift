// SPDX-License-Identifier: Apache-2.0
internal import Yams

/// `orderbell.yaml` as a list of keys and texts, with what is wrong with its form.
struct SettingsFile {
    /// One value.
    struct Entry {
        let path: String
        let text: String
        let line: Int
    }

    /// As shown in messages.
    let name: String
    private(set) var entries: [Entry] = []
    private(set) var faults: [ConfigurationFault] = []
    /// The line of every key and section: `broker.url` and `url` below `broker` are one key.
    private var lines: [String: Int] = [:]
    /// Levels of sections; nothing deeper is a key.
    private static let depthMax = 4

    /// Reads a file's bytes.
    init(name: String, bytes: [UInt8]) {
        self.name = name
        read(bytes)
    }

    private mutating func read(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return fail(1, "", "the file is not UTF-8")
        }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            return fail(
                1, "", "the file is empty; remove it, or let orderbell init write one elsewhere")
        }
        var document = SettingsDocument(text)
        do {
            guard let root = try document.compose() else { return }
            guard case .mapping(let mapping) = root else {
                return fail(
                    root.mark?.line ?? 1, "", "sections with keys are needed, such as broker:")
            }
            flatten(mapping, below: [])
        } catch {
            fail(error.line, "", error.advice)
        }
    }

    private mutating func flatten(_ mapping: Node.Mapping, below path: [String]) {
        for (key, value) in mapping {
            let line = key.mark?.line ?? 1
            guard let word = key.scalar.map({ SettingsDocument.original($0.string) }), !word.isEmpty
            else {
                fail(line, path.joined(separator: "."), "a key is a word")
                continue
            }
            let path = path + [word]
            let name = path.joined(separator: ".")
            if let first = lines.updateValue(line, forKey: name) {
                fail(line, name, "already given in line \(first); keep one")
                continue
            }
            switch value {
            case .mapping(let section): enter(section, at: path, line)
            case .scalar(let scalar): take(scalar, at: path, line)
            default: fail(line, name, "one value is needed, no list")
            }
        }
    }

    private mutating func enter(_ section: Node.Mapping, at path: [String], _ line: Int) {
        let name = path.joined(separator: ".")
        if ConfigurationKey.named(name) != nil {
            fail(line, name, "one value is needed, no section")
        } else if path.count >= Self.depthMax || !Self.isSection(name) {
            fail(line, name, "no such section\(Self.hint(name))")
        } else {
            flatten(section, below: path)
        }
    }

    private mutating func take(_ scalar: Node.Scalar, at path: [String], _ line: Int) {
        let name = path.joined(separator: ".")
        let isNull =
            scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
        if ConfigurationKey.named(name) != nil {
            entries.append(Entry(path: name, text: isNull ? "" : scalar.string, line: line))
        } else if Self.isSection(name) {
            // A section whose keys are all commented out.
            guard !isNull else { return }
            fail(line, name, "a section with keys below it, no value")
        } else {
            fail(line, name, "no such key\(Self.hint(name))")
        }
    }

    private mutating func fail(_ line: Int, _ key: String, _ advice: String) {
        faults.append(ConfigurationFault(place: "\(name):\(line)", key: key, advice: advice))
    }

    private static func isSection(_ name: String) -> Bool {
        ConfigurationKey.all.contains { $0.path.hasPrefix(name + ".") } || name == "partners.format"
    }

    private static func hint(_ name: String) -> String {
        NearestName.hint(for: name, among: ConfigurationKey.all.map(\.path))
    }
}
