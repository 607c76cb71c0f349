// SPDX-License-Identifier: Apache-2.0

/// Every size and count the wire is held to (contract, section 3). All sizes are bytes.
package enum Limits {
    /// A trigger message, whatever the identifiers.
    package static let triggerBytes = 512
    /// A full message where the partner sets nothing else (`max_payload_bytes`).
    package static let orderBytesDefault = 16_384

    /// One ack, alone or within a batch.
    package static let ackBytes = 4096
    package static let ackBatchCount = 100
    package static let ackBatchBytes = 65_536

    /// One order change, alone, within a batch, or as a line.
    package static let changeBytes = 65_536
    package static let changesPerBatch = 1000
    package static let changeBatchBytes = 1_048_576
    package static let partnersPerChange = 1000

    /// One status change of a bulk status change.
    package static let statusChangeBytes = 4096
    package static let statusChangesPerBatch = 1000
    package static let statusChangeBatchBytes = 1_048_576

    /// Levels of objects and arrays within one JSON text.
    package static let jsonDepth = 16
    /// One number within a JSON text.
    package static let jsonNumberBytes = 128

    /// A topic we read or write.
    package static let topicBytes = 256
    /// The configurable first levels of every topic.
    package static let topicRootBytes = 64

    /// An RFC 3339 time; digits past the microsecond are legal but say nothing.
    package static let timestampBytes = 64
    package static let orderStatusBytes = 64
    package static let reasonCodeBytes = 64
    package static let reasonMessageBytes = 256
    /// The longest wait a device may ask for, in seconds; a longer one counts as this.
    package static let retryAfterSeconds: Int64 = 86_400
    /// Faults named in one problem; further ones are only counted.
    package static let problemErrors = 32
}
