// SPDX-License-Identifier: Apache-2.0

/// Which address to try next, and when all of them have been tried.
package struct AddressRotation {
    package struct Candidate: Equatable {
        package var address: BrokerAddress
        /// The local address to bind to, which fixes the address family.
        package var source: String?
    }

    private let candidates: [Candidate]
    private var index = 0
    private var triedThisRound = 0

    /// The library tries only the first address a name resolves to, so that `localhost` would mean
    /// `::1` alone. A name is therefore tried twice: as it resolves, and then by IPv4.
    package init(_ addresses: [BrokerAddress]) {
        candidates = addresses.flatMap { address in
            let plain = Candidate(address: address, source: nil)
            guard Self.isName(address.host) else { return [plain] }
            return [plain, Candidate(address: address, source: "0.0.0.0")]
        }
    }

    /// The address to try now.
    package var current: Candidate { candidates[index] }

    /// Goes on to the next address.
    ///
    /// - Parameter answered: Whether a broker answered there: then the rest of the name's
    ///   addresses is passed over.
    /// - Returns: True if every address has now been tried since the last success.
    package mutating func advance(answered: Bool) -> Bool {
        let failed = current.address
        repeat {
            index = (index + 1) % candidates.count
            triedThisRound += 1
        } while answered && triedThisRound < candidates.count && current.address == failed
        guard triedThisRound >= candidates.count else { return false }
        triedThisRound = 0
        return true
    }

    /// Begins a new round with the address that just worked.
    package mutating func succeeded() {
        triedThisRound = 0
    }

    private static func isName(_ host: String) -> Bool {
        let isIPv6 = host.utf8.contains(UInt8(ascii: ":"))
        let isIPv4 = host.utf8.allSatisfy {
            $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return !isIPv6 && !isIPv4
    }
}
