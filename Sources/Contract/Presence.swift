// SPDX-License-Identifier: Apache-2.0

/// What a device keeps on its presence topic; `offline` is its will.
package enum Presence: String, Sendable, CaseIterable {
    case online, offline

    /// Exactly one of the two words; `nil` for anything else, an empty (cleared) message too.
    package init?(utf8: some Collection<UInt8>) {
        guard let presence = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(utf8) })
        else { return nil }
        self = presence
    }
}
