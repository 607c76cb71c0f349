// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// How `orderbell machine` behaves.
struct MachineBehaviourOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Wait before each ack, such as 250ms.", valueName: "time"))
    var delay = DurationArgument(milliseconds: 0)

    @Option(help: ArgumentHelp("Acks that are never sent, 0 to 1.", valueName: "share"))
    var drop = Share(0)

    @Option(help: ArgumentHelp("Acks that are sent twice, 0 to 1.", valueName: "share"))
    var duplicate = Share(0)

    @Option(help: ArgumentHelp("Acks that are spoilt, 0 to 1.", valueName: "share"))
    var garble = Share(0)

    @Option(help: ArgumentHelp("Vanish and come back this often.", valueName: "time"))
    var offlineEvery: DurationArgument?

    @Option(help: "End after this many triggers.")
    var count: Int?

    @Option(help: "What is said of each delivery: any of received,working,processed,failed.")
    var ack = "received,processed"

    @Option(help: "Acks to one message, 1 to 100.")
    var batch = 1

    /// ``ack`` taken apart; ``validate()`` has seen to it that all of it is there.
    var answers: [MachineOptions.Answer] {
        ack.split(separator: ",").compactMap { MachineOptions.Answer(rawValue: String($0)) }
    }

    mutating func validate() throws {
        let words = ack.split(separator: ",", omittingEmptySubsequences: false)
        guard words.allSatisfy({ MachineOptions.Answer(rawValue: String($0)) != nil }) else {
            throw ValidationError("--ack is a list of received, working, processed, failed.")
        }
        guard 1...100 ~= batch else { throw ValidationError("--batch is 1 to 100.") }
        if let count, count < 1 { throw ValidationError("--count is at least 1.") }
        if let offlineEvery, offlineEvery.milliseconds < 100 {
            throw ValidationError("--offline-every is at least 100ms.")
        }
    }
}
