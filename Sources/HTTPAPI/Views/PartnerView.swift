// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger

/// A partner and how it stands, as JSON.
extension JSONWriter {
    mutating func partner(_ status: EngineStatus.PartnerStatus, _ settings: PartnerSettings) {
        member("partner", status.id)
        member("name", status.name)
        member("reachable", status.isReachable)
        key("devices")
        object { writer in
            writer.member("known", status.devicesKnown)
            writer.member("online", status.devicesOnline)
        }
        key("totals")
        totals(status.totals)
        key("open")
        object { writer in
            for place in Place.allCases where place != .closed {
                writer.key("\(place)")
                writer.int(status.open[place] ?? 0)
            }
        }
        key("settings")
        self.settings(settings)
    }

    private mutating func totals(_ totals: Totals) {
        object { writer in
            writer.member("accepted", totals.accepted)
            writer.member("published", totals.published)
            writer.member("received", totals.received)
            writer.member("processed", totals.processedFacts)
            writer.member("open", totals.open)
            writer.member("late", totals.late)
            writer.member("acks", totals.acks)
            writer.key("outcomes")
            writer.object { writer in
                for outcome in Outcome.allCases {
                    writer.key(outcome.rawValue)
                    writer.int(totals.outcomes[outcome] ?? 0)
                }
            }
        }
    }

    mutating func settings(_ settings: PartnerSettings) {
        object { writer in
            for entry in settings.entries {
                writer.key(entry.key)
                writer.string(entry.value)
            }
        }
    }
}
