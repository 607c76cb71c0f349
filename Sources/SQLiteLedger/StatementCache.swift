// SPDX-License-Identifier: Apache-2.0

/// The prepared statements of one connection, by their text.
final class StatementCache {
    let connection: OpaquePointer
    private var prepared: [String: Statement] = [:]

    init(_ connection: OpaquePointer) { self.connection = connection }

    /// The statement with this text, prepared at first use. Not to be used within itself.
    func callAsFunction(_ operation: String, _ sql: String) throws -> Statement {
        if let known = prepared[sql] { return known }
        let statement = try Statement(connection, operation, sql)
        prepared[sql] = statement
        return statement
    }
}
