// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// Which part of a list is shown.
struct PageOptions: ParsableArguments {
    @Option(help: "How many at most, 1 to 1000.")
    var limit = 50

    @Option(help: "Where to go on: the cursor of the list before.")
    var cursor: String?

    mutating func validate() throws {
        guard 1...1000 ~= limit else { throw ValidationError("--limit is 1 to 1000.") }
    }

    var query: [(name: String, value: String?)] {
        [("limit", String(limit)), ("cursor", cursor)]
    }
}
