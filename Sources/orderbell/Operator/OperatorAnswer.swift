// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// What the instance answered.
struct OperatorAnswer: Sendable {
    let status: Int
    /// From `Retry-After`.
    let retryAfterSeconds: Int?
    let document: JSONDocument

    private static let bytesMax = 64 << 20

    init(status: Int, retryAfter: String?, body: [UInt8]) throws(CommandFailure) {
        self.status = status
        retryAfterSeconds = retryAfter.flatMap(Int.init)
        do throws(JSONFault) {
            document = try JSONDocument(
                parsing: body.isEmpty ? Array("{}".utf8) : body, maxBytes: Self.bytesMax)
        } catch {
            throw CommandFailure(
                "The instance answered \(status) with something that is no JSON.",
                next: "Check that orderbell itself listens there: orderbell status",
                exit: .unreachable)
        }
    }

    /// The body of a success.
    ///
    /// - Throws: What the problem says, for any other status.
    func value() throws(CommandFailure) -> JSONNode {
        if 200...299 ~= status { return document.root }
        throw failure
    }

    /// The problem as a failure of the command.
    var failure: CommandFailure {
        let problem = document.root
        let title = problem["title"]?.string ?? "The instance refused with status \(status)"
        let detail = problem["detail"]?.string ?? ""
        let items = problem["errors"]?.elements.map { item in
            CommandFailure.Item(
                place: item["pointer"]?.string ?? "", detail: item["detail"]?.string ?? "")
        }
        return CommandFailure(
            [Self.sentence(title), detail].filter { !$0.isEmpty }.joined(separator: " "),
            next: next, items: items ?? [])
    }

    private var next: String {
        switch status {
        case 401, 403:
            "Check that DIR/operator.token belongs to this ledger, and that --dir names the folder."
        case 404: "List what is there with: orderbell partner list, or orderbell delivery list"
        case 429, 503: "Try again in \(retryAfterSeconds ?? 1) s."
        case 500...: "The instance's log says more."
        default: ""
        }
    }

    private static func sentence(_ text: String) -> String {
        text.hasSuffix(".") ? text : text + "."
    }
}
