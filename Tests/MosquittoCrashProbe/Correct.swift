// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Mosquitto
internal import Synchronization

/// Receives with `Mosquitto.Connection` and dies in the delegate: after the commit, before the
/// verdict.
final class DyingDelegate: ConnectionDelegate {
    private let plan: CrashPlan
    private let received = Atomic(0)

    init(_ plan: CrashPlan) {
        self.plan = plan
    }

    func connection(_ connection: Connection, did event: ConnectionEvent) {}

    func connection(_ connection: Connection, received messages: [InboundMessage]) -> Verdict {
        for message in messages { plan.commit(message.payload) }
        let total = received.add(messages.count, ordering: .relaxed).newValue
        if total >= plan.diesAfter { plan.die() }
        return .acknowledge
    }

    func connection(
        _ connection: Connection, handedOver tokens: [UInt64], results: [PublishResult]
    ) {}
}

func runCorrect(_ plan: CrashPlan) throws {
    var settings = ConnectionSettings(
        clientID: plan.clientID, addresses: [BrokerAddress(host: "127.0.0.1", port: plan.port)])
    settings.subscriptions = [Subscription(topicFilter: plan.topicFilter)]
    let connection = try Connection(settings, delegate: DyingDelegate(plan))
    try connection.start()
    sleep(60)
    exit(4)
}
