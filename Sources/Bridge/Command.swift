// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Delivery
package import Ledger

/// What an operator asks of the running service.
package enum Command: Sendable {
    /// A new partner, with its first token.
    case addPartner(Partner, TokenRecord)
    /// Settings as `key=value`; all of them or none.
    case setPartner(PartnerID, [Setting])
    case putToken(TokenRecord)
    case resend(DeliveryKey, by: String, why: String)
    case cancel(DeliveryKey, by: String, why: String)
    /// What a partner did about its orders, answered item by item.
    case followUp(PartnerID, [StatusChange.Item])
    case status
    /// New bounds, in force from now on.
    case setLimits(EngineLimits)
    /// Everything is written and no more will come.
    case markCleanStop

    package struct Setting: Sendable, Equatable {
        package let key: String
        package let value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }
}

package struct CommandRequest: Sendable {
    package let command: Command
    package let reply: @Sendable (Result<CommandAnswer, CommandFault>) -> Void

    package init(
        _ command: Command,
        reply: @escaping @Sendable (Result<CommandAnswer, CommandFault>) -> Void
    ) {
        self.command = command
        self.reply = reply
    }
}

package enum CommandAnswer: Sendable {
    case done
    case partner(Partner)
    case delivery(DeliveryRecord)
    case statusChanges([StatusChangeResult])
    case status(EngineStatus)
}

/// Why a command was not carried out.
package enum CommandFault: Error, Sendable {
    case notFound(String)
    case conflict(String)
    case invalid([SettingFault])
    case ledger(LedgerError)
}

/// How things stand, for people and health checks.
package struct EngineStatus: Sendable {
    package struct PartnerStatus: Sendable {
        package let id: PartnerID
        package let name: String
        package let totals: Totals
        package let open: [Place: Int]
        package let devicesOnline: Int
        package let devicesKnown: Int
        package let isReachable: Bool
    }

    package let partners: [PartnerStatus]
    package let publisherUp: Bool
    package let listenerUp: Bool
    package let publishesUnderWay: Int
    package let counters: EngineCounters
}
