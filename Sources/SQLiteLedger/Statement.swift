// SPDX-License-Identifier: Apache-2.0
import GRDBSQLite
import Ledger

/// One prepared statement of one connection.
///
/// Binding and reading go straight to the C interface: no arrays of values, no boxes. A binding
/// that fails is reported by the next ``step()``.
final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    private let operation: String
    private var bindStatus = SQLITE_OK

    /// - Parameter operation: what it is for, as an error says it: "record acks".
    init(_ connection: OpaquePointer, _ operation: String, _ sql: String) throws {
        var prepared: OpaquePointer?
        let status = sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard status == SQLITE_OK, let prepared else {
            throw SQLiteFault.error(status, connection, operation)
        }
        handle = prepared
        self.connection = connection
        self.operation = operation
    }

    deinit { sqlite3_finalize(handle) }

    /// - Returns: whether there is a row to read.
    func step() throws -> Bool {
        guard bindStatus == SQLITE_OK else { throw fault(bindStatus) }
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let status: throw fault(status)
        }
    }

    /// Runs it to its end and makes it ready to be bound again.
    func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// Calls `body` at each row, then makes it ready to be bound again.
    func forEachRow(_ body: (Statement) throws -> Void) throws {
        defer { reset() }
        while try step() { try body(self) }
    }

    /// What `body` makes of the first row; nil where there is none.
    func first<Value>(_ body: (Statement) throws -> Value) throws -> Value? {
        defer { reset() }
        return try step() ? body(self) : nil
    }

    /// Ends the run. Its status repeats the one of the last ``step()``, which has been reported.
    func reset() {
        bindStatus = SQLITE_OK
        sqlite3_reset(handle)
    }

    private func fault(_ status: Int32) -> any Error {
        SQLiteFault.error(status, connection, operation)
    }

    private func note(_ status: Int32) {
        if status != SQLITE_OK, bindStatus == SQLITE_OK { bindStatus = status }
    }
}

// MARK: Binding; indexes start at 1

extension Statement {
    func bind(_ index: Int32, _ value: Int64) {
        note(sqlite3_bind_int64(handle, index, value))
    }

    func bind(_ index: Int32, _ value: Int) {
        note(sqlite3_bind_int64(handle, index, Int64(value)))
    }

    func bindNull(_ index: Int32) {
        note(sqlite3_bind_null(handle, index))
    }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { bindNull(index) }
    }

    func bind(_ index: Int32, text: String) {
        var text = text
        let status = text.withUTF8 {
            Self.pass($0) { bytes, count in
                sqlite3_bind_text(handle, index, bytes, count, Self.transient)
            }
        }
        note(status)
    }

    func bind(_ index: Int32, text: String?) {
        if let text { bind(index, text: text) } else { bindNull(index) }
    }

    /// Binds bytes that are UTF-8 as text.
    func bind(_ index: Int32, textBytes: [UInt8]) {
        let status = textBytes.withUnsafeBufferPointer {
            Self.pass($0) { bytes, count in
                sqlite3_bind_text(handle, index, bytes, count, Self.transient)
            }
        }
        note(status)
    }

    func bind(_ index: Int32, blob: [UInt8]) {
        let status = blob.withUnsafeBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob(
                    handle, index, bytes.baseAddress, Int32(clamping: bytes.count), Self.transient)
        }
        note(status)
    }

    func bind(_ index: Int32, blob: [UInt8]?) {
        if let blob { bind(index, blob: blob) } else { bindNull(index) }
    }

    /// Gives `body` the bytes as C wants them; an empty text is no null pointer, which means NULL.
    private static func pass(
        _ buffer: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafePointer<CChar>?, Int32) -> Int32
    ) -> Int32 {
        guard let start = buffer.baseAddress, !buffer.isEmpty else { return body("", 0) }
        return start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
            body($0, Int32(clamping: buffer.count))
        }
    }

    /// SQLite copies what is bound: the bytes need not live until the step.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

// MARK: Reading; indexes start at 0

extension Statement {
    func isNull(_ index: Int32) -> Bool {
        sqlite3_column_type(handle, index) == SQLITE_NULL
    }

    func int(_ index: Int32) -> Int64 {
        sqlite3_column_int64(handle, index)
    }

    func optionalInt(_ index: Int32) -> Int64? {
        isNull(index) ? nil : int(index)
    }

    func text(_ index: Int32) -> String {
        guard let start = sqlite3_column_text(handle, index) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, index))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Whether the column has these bytes, compared in place.
    func isText(_ index: Int32, _ text: String) -> Bool {
        guard let start = sqlite3_column_text(handle, index) else { return false }
        let count = Int(sqlite3_column_bytes(handle, index))
        return text.utf8.elementsEqual(UnsafeBufferPointer(start: start, count: count))
    }

    func optionalText(_ index: Int32) -> String? {
        isNull(index) ? nil : text(index)
    }

    func bytes(_ index: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, index) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, index))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    func optionalBytes(_ index: Int32) -> [UInt8]? {
        isNull(index) ? nil : bytes(index)
    }
}
