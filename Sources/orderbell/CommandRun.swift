// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Settings

/// Runs one command and turns whatever goes wrong into a sentence and an exit code.
enum CommandRun {
    /// - Returns: The exit code.
    static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try await Orderbell.asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return report(error, arguments)
        }
    }

    private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
        let isJSON = arguments.prefix { $0 != "--" }.contains("--json")
        let code = Orderbell.exitCode(for: error)
        guard code == .success || code == .validationFailure && !isJSON else {
            let failure = failure(error)
            Output(isJSON: isJSON).fail(failure)
            return failure.exit.rawValue
        }
        Orderbell.exit(withError: error)
    }

    private static func failure(_ error: any Error) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: failure
        case let faults as ConfigurationFaults: CommandFailure(faults)
        default:
            if Orderbell.exitCode(for: error) == .validationFailure {
                CommandFailure(
                    Orderbell.message(for: error), next: "orderbell --help explains.",
                    exit: .usage)
            } else {
                CommandFailure("\(error)", next: "")
            }
        }
    }
}
