// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Ledger
import Synchronization

/// Who there is: partners and tokens as of the last commit, readable from every thread.
///
/// The engine alone writes it, after the commit; so a revoked token fails at the next request.
package final class Directory: Sendable {
    private struct State {
        var partners: [PartnerID: Partner] = [:]
        var tokens: [[UInt8]: TokenRecord] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package func partner(_ id: PartnerID) -> Partner? {
        state.withLock { $0.partners[id] }
    }

    /// All partners by id.
    package var partners: [Partner] {
        state.withLock { Array($0.partners.values) }.sorted { $0.id < $1.id }
    }

    /// - Parameter hash: SHA-256 of the whole token.
    package func token(hash: [UInt8]) -> TokenRecord? {
        state.withLock { $0.tokens[hash] }
    }

    /// All tokens, oldest first.
    package var tokens: [TokenRecord] {
        state.withLock { Array($0.tokens.values) }
            .sorted { ($0.createdAt, $0.prefix) < ($1.createdAt, $1.prefix) }
    }

    func replace(partners: [Partner], tokens: [TokenRecord]) {
        state.withLock {
            $0.partners = Dictionary(partners.map { ($0.id, $0) }) { $1 }
            $0.tokens = Dictionary(tokens.map { ($0.hash, $0) }) { $1 }
        }
    }

    func put(_ partner: Partner) { state.withLock { $0.partners[partner.id] = partner } }

    func put(_ token: TokenRecord) { state.withLock { $0.tokens[token.hash] = token } }
}
