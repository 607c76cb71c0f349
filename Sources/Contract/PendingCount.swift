// SPDX-License-Identifier: Apache-2.0

/// How many orders wait for a partner; retained on `…/pending`.
package struct PendingCount: Sendable, Equatable, JSONWritable {
    package var occurredAt: Timestamp
    package var count: Int

    package init(occurredAt: Timestamp, count: Int) {
        self.occurredAt = occurredAt
        self.count = count
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("occurred_at", occurredAt)
            writer.member("pending_order_count", count)
        }
    }
}
