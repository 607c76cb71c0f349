// SPDX-License-Identifier: Apache-2.0

/// What `--version` says.
package enum Version {
    package static let text = "0.1.0"
}
