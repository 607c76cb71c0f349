// SPDX-License-Identifier: Apache-2.0
import Testing

/// Everything accepted is in the feed, once, and was processed.
func expectKept(
    _ accepted: [String], in feed: [JSON], sourceLocation: SourceLocation = #_sourceLocation
) {
    let told = feed.strings("event_id")
    let processed = Set(feed.filter { $0["outcome"] == "processed" }.strings("event_id"))
    #expect(!accepted.isEmpty, sourceLocation: sourceLocation)
    #expect(Set(told).count == told.count, "told twice", sourceLocation: sourceLocation)
    let lost = accepted.filter { !processed.contains($0) }
    #expect(lost == [], "of \(accepted.count) accepted", sourceLocation: sourceLocation)
}

/// Every repetition of a trigger has a higher attempt, and every trigger is of a known event.
func expectRisingAttempts(
    _ said: [JSON], _ known: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
    var last: [String: Int] = [:]
    let known = Set(known)
    for trigger in said.triggers().map({ $0["trigger"] }) {
        let (event, attempt) = (trigger["event_id"].string ?? "", trigger["attempt"].int ?? 0)
        #expect(known.contains(event), "\(event) is in no ledger", sourceLocation: sourceLocation)
        #expect(attempt > last[event] ?? 0, "\(event)", sourceLocation: sourceLocation)
        last[event] = attempt
    }
}

/// The ledger verifies, its sums fit, and what was accepted once is not accepted again.
func expectSound(
    _ partner: TestPartner, _ accepted: [String], sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let orderbell = partner.orderbell
    #expect(try orderbell.ask("ledger", "verify")["faults"] == [], sourceLocation: sourceLocation)
    let totals = try orderbell.ask("partner", "show", partner.id)["totals"]
    #expect(
        try totals["accepted"].int == partner.feed().count, "\(totals)",
        sourceLocation: sourceLocation)
    let lines = accepted.prefix(1000).map { partner.change($0).text }.joined(separator: "\n")
    let again = try orderbell.backend.post(
        "/v1/order-changes", lines, type: "application/x-ndjson")
    #expect(
        try Set(again.json["results"].strings("outcome")) == ["duplicate"],
        sourceLocation: sourceLocation)
}
