// SPDX-License-Identifier: Apache-2.0

/// The tokens a new ledger starts with; shown once.
struct InitialTokens: Sendable {
    let backend: String
    let `operator`: String

    init(backend: String, operator: String) {
        self.backend = backend
        self.operator = `operator`
    }
}
