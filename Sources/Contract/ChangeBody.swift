// SPDX-License-Identifier: Apache-2.0

/// The body of a change, over HTTP and MQTT: one change, or `{"changes":[…]}`.
package enum ChangeBody: Sendable, Equatable {
    case single(Result<OrderChange, Problem>)
    case batch([Result<OrderChange, Problem>])

    /// The items, in the order of the body.
    package var items: [Result<OrderChange, Problem>] {
        switch self {
        case .single(let item): [item]
        case .batch(let items): items
        }
    }

    /// Reads a body.
    ///
    /// - Throws: A problem with the whole: it is too large, holds too many changes, or is not
    ///   JSON of one of the two shapes. A problem with one change is that item's.
    package static func parse(_ bytes: [UInt8]) throws(Problem) -> ChangeBody {
        let root = try read(bytes)
        guard root.isObject else {
            throw Problem(.malformed, "Send one change as an object, or {\"changes\":[…]}.")
        }
        guard let changes = root.member("changes") else { return .single(OrderChange.parse(root)) }
        guard changes.isArray, root.member("event_id") == nil else {
            throw Problem(
                .malformed,
                "Send either one change, or {\"changes\":[…]} with a list of changes, not both."
            )
        }
        try refuseTooMany(changes.count)
        return .batch(changes.elements.map(OrderChange.parse))
    }

    /// Reads `application/x-ndjson`: a change a line. Lines that are empty or blank are skipped.
    ///
    /// - Throws: A problem with the whole: too large, or too many lines. A line that can not be
    ///   read is that item's problem.
    package static func parseLines(
        _ bytes: [UInt8]
    ) throws(Problem) -> [Result<OrderChange, Problem>] {
        guard bytes.count <= Limits.changeBatchBytes else {
            throw Problem(.tooLarge(at: Limits.changeBatchBytes))
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).filter { !isBlank($0) }
        try refuseTooMany(lines.count)
        return lines.map(parseLine)
    }

    private static func read(_ bytes: [UInt8]) throws(Problem) -> JSONNode {
        do {
            return try JSONDocument(parsing: bytes, maxBytes: Limits.changeBatchBytes).root
        } catch {
            throw Problem(error)
        }
    }

    private static func parseLine(_ line: ArraySlice<UInt8>) -> Result<OrderChange, Problem> {
        do {
            let document = try JSONDocument(parsing: Array(line), maxBytes: Limits.changeBytes)
            return OrderChange.parse(document.root)
        } catch {
            return .failure(Problem(error))
        }
    }

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    private static func refuseTooMany(_ count: Int) throws(Problem) {
        guard count > Limits.changesPerBatch else { return }
        throw Problem(
            .tooLarge,
            "\(count) changes at once; send at most \(Limits.changesPerBatch)."
        )
    }
}
