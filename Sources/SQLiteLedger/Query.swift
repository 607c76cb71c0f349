// SPDX-License-Identifier: Apache-2.0

/// The conditions of a query with their values, gathered one by one.
struct Query {
    private(set) var conditions: [String] = []
    private var values: [Value] = []

    private enum Value {
        case int(Int64)
        case text(String)
    }

    mutating func add(_ condition: String) { conditions.append(condition) }

    /// - Parameter condition: with one `?`.
    mutating func add(_ condition: String, _ value: Int64) {
        conditions.append(condition)
        values.append(.int(value))
    }

    mutating func add(_ condition: String, _ value: String) {
        conditions.append(condition)
        values.append(.text(value))
    }

    /// `WHERE …`, or nothing.
    var clause: String {
        conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }

    /// Binds the values and, after them, `limit`.
    func bind(to statement: Statement, limit: Int) {
        for (offset, value) in values.enumerated() {
            switch value {
            case .int(let number): statement.bind(Int32(offset) + 1, number)
            case .text(let text): statement.bind(Int32(offset) + 1, text: text)
            }
        }
        statement.bind(Int32(values.count) + 1, limit)
    }
}
