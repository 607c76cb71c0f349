// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser

/// Why something is changed; it stands in the audit.
struct ReasonOptions: ParsableArguments {
    @Option(help: "Why, for the audit.")
    var reason: String?

    var text: String { reason ?? "by orderbell on the command line" }
}
