// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Assembly
internal import Glibc

/// The command `orderbell`.
@main
struct Orderbell: AsyncParsableCommand {
    static let version = Version.text

    static let configuration = CommandConfiguration(
        commandName: "orderbell",
        abstract: "Rings the right coffee machine when an order changes, and keeps the ledger.",
        discussion: """
            Start with: orderbell quickstart
            Or for real: orderbell init --dir DIR, then orderbell serve --dir DIR

            Exit codes: 0 it worked; 1 it failed, or the thing asked for is not there; 2 the \
            running instance can't be reached; 64 wrong usage; 78 wrong configuration.
            With --json results are JSON on standard output, errors JSON on standard error.
            Shell completion: orderbell --generate-completion-script bash (or zsh, or fish)
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Run",
                subcommands: [
                    InitCommand.self, ServeCommand.self, QuickstartCommand.self,
                    ConfigCommand.self,
                ]),
            CommandGroup(
                name: "Operate",
                subcommands: [
                    StatusCommand.self, PartnerCommand.self, TokenCommand.self,
                    DeliveryCommand.self, OrderCommand.self, AckCommand.self, LedgerCommand.self,
                ]),
            CommandGroup(
                name: "Try",
                subcommands: [SendCommand.self, MachineCommand.self, BenchCommand.self]),
        ])

    static func main() async {
        unblockSignals()
        ProcessEnvironment.refuseProxies()
        Glibc.exit(await CommandRun.run(Array(CommandLine.arguments.dropFirst())))
    }

    /// A parent may have left signals blocked; then nobody could tell it to stop.
    private static func unblockSignals() {
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
    }
}
