// SPDX-License-Identifier: Apache-2.0

internal import Contract

/// The acks a machine sends: all alike but for the event.
enum AckForm: Int, CaseIterable {
    case received, working, processed, failed
    /// `processed` with the decision on a new order.
    case accepted

    init(_ status: Ack.Status) {
        switch status {
        case .received: self = .received
        case .working: self = .working
        case .processed: self = .processed
        case .failed: self = .failed
        }
    }

    var status: Ack.Status {
        switch self {
        case .received: .received
        case .working: .working
        case .processed, .accepted: .processed
        case .failed: .failed
        }
    }
}
