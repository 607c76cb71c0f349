// SPDX-License-Identifier: Apache-2.0

/// What one logs in with.
package struct Credentials: Sendable, Hashable {
    package let username: String
    package let password: Secret?

    package init(username: String, password: Secret?) {
        self.username = username
        self.password = password
    }
}
