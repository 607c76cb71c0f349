// SPDX-License-Identifier: Apache-2.0
internal import Yams

/// YAML text that is read in spite of repeated keys.
///
/// The library gives up at the first mapping with a repeated key. To find everything else that is
/// wrong as well, the first of the twins is renamed in the text and the text is read again.
struct SettingsDocument {
    /// Text that is no YAML.
    struct Fault: Error {
        let line: Int
        let advice: String
    }

    private var text: String
    private var repeats = 0
    /// So many are told one by one.
    private static let repeatsMax = 20

    init(_ text: String) { self.text = text }

    /// The document's one value; nil when there are comments only.
    mutating func compose() throws(Fault) -> Node? {
        while true {
            do {
                return try Yams.compose(yaml: text)
            } catch let error as YamlError {
                try rename(error)
            } catch {
                throw Fault(line: 1, advice: "can't be read as YAML: \(error)")
            }
        }
    }

    /// A key as it was before it was renamed.
    static func original(_ key: String) -> String {
        guard key.hasPrefix(mark), let end = key.dropFirst().firstIndex(of: "~") else {
            return key
        }
        let word = key[key.index(after: end)...]
        let isQuoted = word.count > 1 && word.first == word.last && "\"'".contains(word.prefix(1))
        return String(isQuoted ? word.dropFirst().dropLast() : word)
    }

    private static let mark = "~repeat"

    private mutating func rename(_ error: YamlError) throws(Fault) {
        guard case .duplicatedKeysInMapping(_, let context) = error else {
            throw Self.fault(error)
        }
        let (line, column) = (context.mark.line, context.mark.column)
        guard repeats < Self.repeatsMax, let place = position(line: line, column: column)
        else {
            throw Fault(line: line, advice: "too many keys are there more than once")
        }
        repeats += 1
        text.unicodeScalars.insert(
            contentsOf: "\(Self.mark)\(repeats)~".unicodeScalars, at: place)
    }

    /// The library counts lines from 1 by any of YAML's breaks, columns in scalars.
    private func position(line: Int, column: Int) -> String.Index? {
        let scalars = text.unicodeScalars
        var at = scalars.startIndex
        var current = 1
        while current < line {
            guard let end = scalars[at...].firstIndex(where: Self.isBreak) else { return nil }
            at = scalars.index(after: end)
            if scalars[end] == "\r", at < scalars.endIndex, scalars[at] == "\n" {
                at = scalars.index(after: at)
            }
            current += 1
        }
        return scalars.index(at, offsetBy: column - 1, limitedBy: scalars.endIndex)
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func fault(_ error: YamlError) -> Fault {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Fault(line: mark.line, advice: "can't be read as YAML: \(problem)")
        case .reader(let problem, _, _, _):
            Fault(line: 1, advice: "can't be read as YAML: \(problem)")
        default: Fault(line: 1, advice: "can't be read as YAML")
        }
    }
}
