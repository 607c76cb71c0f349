// SPDX-License-Identifier: Apache-2.0

/// The partner's word for where an order is: `accepted`, `rejected`, … We pass it on.
package enum OrderStatus {
    /// What is accepted, as a phrase for error texts.
    package static let rule =
        "a string of 1 to \(Limits.orderStatusBytes) printable ASCII characters"

    package static func accepts(_ utf8: some Collection<UInt8>) -> Bool {
        1...Limits.orderStatusBytes ~= utf8.count && isPrintable(utf8)
    }

    static func isPrintable(_ utf8: some Collection<UInt8>) -> Bool {
        utf8.allSatisfy { 0x20...0x7E ~= $0 }
    }
}
