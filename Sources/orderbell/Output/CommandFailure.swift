// SPDX-License-Identifier: Apache-2.0
internal import Contract
internal import Settings

/// Why a command did not do what it was asked for, and what to do next.
struct CommandFailure: Error, Sendable {
    /// The exit codes that `orderbell --help` documents.
    enum Exit: Int32, Sendable {
        case failed = 1
        case unreachable = 2
        case usage = 64
        case configuration = 78
    }

    /// One thing at fault among several.
    struct Item: Sendable {
        /// A field, a file and line, a variable.
        let place: String
        let detail: String
    }

    /// What is wrong, as a sentence.
    let sentence: String
    /// What to do, as a sentence; may be "".
    let next: String
    let items: [Item]
    let exit: Exit

    init(_ sentence: String, next: String, items: [Item] = [], exit: Exit = .failed) {
        self.sentence = sentence
        self.next = next
        self.items = items
        self.exit = exit
    }

    init(_ faults: ConfigurationFaults) {
        let count = faults.faults.count
        self.init(
            count == 1
                ? "The configuration has a fault." : "The configuration has \(count) faults.",
            next: "Put that right and try again; docs/configuration.md lists every key.",
            items: faults.faults.map { fault in
                let key = fault.key.isEmpty || fault.place.isEmpty ? "" : ": \(fault.key)"
                let place = fault.place.isEmpty ? fault.key : fault.place + key
                return Item(place: place, detail: fault.advice)
            },
            exit: .configuration)
    }
}

extension CommandFailure: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("error", sentence)
            if !next.isEmpty { writer.member("next", next) }
            writer.member("exit_code", Int(exit.rawValue))
            writer.member("errors", each: items) { writer, item in
                writer.object { writer in
                    writer.member("place", item.place)
                    writer.member("detail", item.detail)
                }
            }
        }
    }
}
