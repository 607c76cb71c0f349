// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract
internal import Settings

/// `orderbell machine`: a coffee machine, or many, with faults on demand.
struct MachineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine",
        abstract: "Act as a coffee machine: hear triggers, send acks, misbehave on demand.")

    @OptionGroup var common: CommonOptions
    @OptionGroup(title: "Connection") var connection: MachineConnectionOptions
    @OptionGroup(title: "Behaviour") var behaviour: MachineBehaviourOptions

    @Option(help: "The partner the machine belongs to.")
    var partner: String

    @Option(help: "The machine's name.")
    var device = "machine-1"

    @Option(help: "How many machines, 1 to 10000; the names of several are NAME-1, NAME-2, …")
    var devices = 1

    @Option(help: "text or json.")
    var format: Format = .text

    enum Format: String, ExpressibleByArgument { case text, json }

    mutating func validate() throws {
        guard PartnerID(partner) != nil else {
            throw ValidationError("--partner is \(PartnerID.rule).")
        }
        guard DeviceID(device) != nil, devices == 1 || DeviceID("\(device)-\(devices)") != nil
        else { throw ValidationError("--device is \(DeviceID.rule).") }
        guard 1...10_000 ~= devices else { throw ValidationError("--devices is 1 to 10000.") }
    }

    func run() async throws {
        guard let partner = PartnerID(partner), let device = DeviceID(device) else { return }
        let link = try connection.resolve(common)
        let options = MachineOptions(
            broker: link.broker, caFile: link.caFile, username: connection.username,
            password: link.password, version: link.version, topicRoot: link.topicRoot,
            partner: partner, device: device, devices: devices,
            delayMilliseconds: behaviour.delay.milliseconds, drop: behaviour.drop.value,
            duplicate: behaviour.duplicate.value, garble: behaviour.garble.value,
            offlineEveryMilliseconds: behaviour.offlineEvery?.milliseconds,
            count: behaviour.count, answers: behaviour.answers, batch: behaviour.batch,
            isJSON: common.json || format == .json)
        let code = try await runMachine(options)
        if code != 0 { throw ExitCode(code) }
    }
}
