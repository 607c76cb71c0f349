// SPDX-License-Identifier: Apache-2.0
internal import Assembly
internal import CoffeeMachine
internal import Contract
internal import Mosquitto
internal import Settings

/// `machine`: acts as coffee machines until Ctrl-C, or until each has had its count.
///
/// - Returns: the exit status: 0 unless a machine could not do its work.
func runMachine(_ options: MachineOptions) async throws -> Int32 {
    let voice = MachineVoice(isJSON: options.isJSON, isMany: options.devices > 1)
    let fleet = try MachineFleet(
        options.ids, broker: options.connection, topics: Topics(root: options.topicRoot),
        behaviour: options.machineBehaviour, onEvent: voice.tell)
    let interruption = Interruption()
    try fleet.start()
    let isDone = await withTaskGroup { group in
        group.addTask { await fleet.done() }
        group.addTask { await interruption.wait() }
        _ = await group.next()
        group.cancelAll()
        let isDone = fleet.isDone  // A machine that was stopped is done, too.
        await Blocking.run { fleet.stop() }
        return isDone
    }
    voice.sum(fleet.tally)
    return options.count != nil && !isDone ? 1 : 0
}

extension MachineOptions {
    fileprivate var ids: [MachineID] {
        guard devices > 1 else { return [MachineID(partner: partner, device: device)] }
        return (1...devices).compactMap { number in
            DeviceID("\(device.text)-\(number)").map { MachineID(partner: partner, device: $0) }
        }
    }

    fileprivate var connection: ConnectionSettings {
        var settings = ConnectionSettings(
            clientID: "machine",
            addresses: broker.addresses.map { BrokerAddress(host: $0.host, port: $0.port) })
        settings.username = username
        settings.password = password.map { Array($0.reveal().utf8) }
        settings.version = version == .v5 ? .v5 : .v311
        if broker.isEncrypted {
            settings.tls = TLSSettings(
                caFile: caFile, caPath: caFile == nil ? "/etc/ssl/certs" : nil)
        }
        return settings
    }

    fileprivate var machineBehaviour: MachineBehaviour {
        var behaviour = MachineBehaviour()
        let delay = Duration.milliseconds(delayMilliseconds)
        behaviour.delay = delay...delay
        behaviour.answers = answers.compactMap { Ack.Status(rawValue: $0.rawValue) }
        behaviour.dropShare = drop
        behaviour.duplicateShare = duplicate
        behaviour.garbleShare = garble
        behaviour.offlineEvery = offlineEveryMilliseconds.map { .milliseconds($0) }
        behaviour.count = count
        behaviour.batch = batch
        behaviour.seed = UInt64.random(in: 1 ... .max)
        return behaviour
    }
}
