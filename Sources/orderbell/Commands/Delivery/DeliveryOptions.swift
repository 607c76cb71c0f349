// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract

/// Which delivery is meant.
struct DeliveryOptions: ParsableArguments {
    @Argument(help: "The event.")
    var eventID: String

    @Option(help: "The partner; may be left out where the event went to one partner only.")
    var partner: String?

    /// The partner given, or the only one that has the event.
    func resolvePartner(_ client: OperatorClient) async throws -> String {
        if let partner { return partner }
        let request = OperatorRequest(
            .get, "deliveries", query: [("event", eventID), ("limit", "1000")])
        let list = try await client.call(request).value()
        let partners = (list["deliveries"]?.elements.map { $0["partner_id"]?.string ?? "" }) ?? []
        guard let only = partners.first else {
            throw CommandFailure(
                "There is no delivery of event \(eventID).",
                next: "List what is there with: orderbell delivery list")
        }
        guard partners.count == 1 else {
            let names = partners.prefix(20).joined(separator: ", ")
            throw CommandFailure(
                "Event \(eventID) went to \(partners.count) partners: \(names).",
                next: "Say which one with --partner.")
        }
        return only
    }
}
