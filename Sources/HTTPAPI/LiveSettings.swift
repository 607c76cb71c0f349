// SPDX-License-Identifier: Apache-2.0
package import Delivery
import Synchronization

/// Settings of the HTTP side that take effect without a restart.
package final class LiveSettings: Sendable {
    package struct Values: Sendable {
        /// Changes that may wait for the ledger; beyond it intake answers 503.
        package var waitingChangesMax: Int
        /// Requests of one token within a minute; beyond it the public side answers 429.
        package var requestsPerMinute: Int
        /// What a new partner starts with.
        package var partnerDefaults: PartnerSettings

        package init(
            waitingChangesMax: Int, requestsPerMinute: Int, partnerDefaults: PartnerSettings
        ) {
            self.waitingChangesMax = waitingChangesMax
            self.requestsPerMinute = requestsPerMinute
            self.partnerDefaults = partnerDefaults
        }
    }

    private let state: Mutex<Values>

    package init(_ values: Values) { state = Mutex(values) }

    package var values: Values {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
