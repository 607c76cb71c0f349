// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Foundation

/// The example orders, told anew in each run: fresh ids, the present time.
struct OrderStream {
    let changes: [OrderChange]

    /// - Parameter run: set before each id, so that a second run on the same ledger is news.
    init(path: String, run: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let now = SystemClock().now().wall
        changes = try data.split(separator: UInt8(ascii: "\n")).map { line in
            try Self.read(Array(line), run: run, now: now, path: path)
        }
    }

    private static func read(
        _ line: [UInt8], run: String, now: Timestamp, path: String
    ) throws -> OrderChange {
        let item = try ChangeBody.parse(line).items.first
        guard case .success(var change)? = item,
            let event = EventID("\(run)-\(change.eventID.text)"),
            let order = OrderID("\(run)-\(change.orderID.text)")
        else {
            throw RunFailure("\(path) has a line that is no order change; restore the file.")
        }
        change.eventID = event
        change.orderID = order
        change.occurredAtText = now.rfc3339
        change.occurredAt = now
        change.fingerprint = Fingerprint(of: Array("\(run)-\(change.eventID.text)".utf8))
        return change
    }
}
