// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A process that dies while it receives, for the tests of what survives.
///
/// Arguments: how to receive (`correct` or `naive`), the broker's port, the client's name, the
/// topic filter, after how many messages to die, and the file to record them in.
let arguments = CommandLine.arguments
guard arguments.count == 7, let port = UInt16(arguments[2]), let deadline = Int(arguments[5]) else {
    exit(2)
}
let plan = CrashPlan(
    port: port, clientID: arguments[3], topicFilter: arguments[4], diesAfter: deadline,
    record: arguments[6])

switch arguments[1] {
case "correct": try runCorrect(plan)
case "naive": runNaive(plan)
default: exit(2)
}
