// SPDX-License-Identifier: Apache-2.0

internal import Contract
internal import Mosquitto

extension ConnectionSettings {
    /// These settings for one machine: the contract's identity, session, will and subscriptions.
    func forMachine(_ id: MachineID, _ topics: Topics) -> ConnectionSettings {
        var settings = self
        settings.clientID = id.text
        settings.username = username ?? id.text
        settings.cleanStart = false
        settings.copiesInboundProperties = false
        settings.will = Will(
            topic: topics.presence(partner: id.partner, device: id.device),
            payload: Array(Presence.offline.rawValue.utf8),
            retain: true)
        settings.subscriptions = [
            Subscription(topicFilter: topics.ordersFilter(partner: id.partner)),
            Subscription(topicFilter: topics.receipts(partner: id.partner, device: id.device)),
            Subscription(topicFilter: topics.pending(partner: id.partner)),
        ]
        return settings
    }
}
