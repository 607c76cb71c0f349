// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Ledger

extension Writer {
    func append(_ acks: [InboxAck]) throws {
        try step { for ack in acks { try insert(ack) } }
    }

    private func insert(_ ack: InboxAck) throws {
        let insert = hot.insertAck
        insert.bind(1, ack.id)
        insert.bind(2, text: ack.sender)
        insert.bind(3, text: ack.device?.text)
        insert.bind(4, text: ack.channel.rawValue)
        insert.bind(5, ack.receivedAt)
        insert.bind(6, blob: ack.payload)
        insert.bind(7, text: ack.verdict)
        insert.bind(8, text: ack.detail)
        insert.bind(9, text: ack.eventID?.text)
        insert.bind(10, ack.delivery?.rawValue)
        try insert.run()
    }

    func trimAcks(of sender: String, keeping count: Int) throws {
        try step {
            let trim = try statements(
                "trim the ack inbox",
                """
                DELETE FROM acks WHERE sender = ?1 AND id <= (
                    SELECT id FROM acks WHERE sender = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
                """)
            trim.bind(1, text: sender)
            trim.bind(2, max(0, count))
            try trim.run()
        }
    }

    func append(_ decisions: [Decision]) throws {
        try step {
            let insert = try statements(
                "record a decision", "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            for decision in decisions {
                guard let number = Int64(decision.decisionID) else {
                    throw LedgerMisuse(
                        operation: "record a decision",
                        detail: "\(decision.decisionID) is no number")
                }
                insert.bind(1, number)
                insert.bind(2, text: decision.partnerID.text)
                insert.bind(3, text: decision.orderID.text)
                insert.bind(4, text: decision.newStatus)
                insert.bind(5, text: decision.reason?.code)
                insert.bind(6, text: decision.reason?.message)
                insert.bind(7, decision.preparationTimeS)
                insert.bind(8, decision.decidedAt)
                insert.bind(9, text: decision.by)
                insert.bind(10, decision.delivery)
                try insert.run()
            }
        }
    }

    func put(_ partner: Partner) throws {
        try step {
            let number = partners.number(of: partner.id) ?? partners.add(partner.id)
            let put = try statements(
                "record a partner", "INSERT OR REPLACE INTO partners VALUES (?, ?, ?, ?)")
            put.bind(1, number)
            put.bind(2, text: partner.id.text)
            put.bind(3, text: SettingsText.encode(partner.settings))
            put.bind(4, partner.createdAt)
            try put.run()
        }
    }

    func put(_ token: TokenRecord) throws {
        try step {
            let put = try statements(
                "record a token", "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?)")
            put.bind(1, blob: token.hash)
            put.bind(2, text: token.prefix)
            put.bind(3, text: token.role.rawValue)
            put.bind(4, text: token.partner?.text)
            put.bind(5, token.createdAt)
            put.bind(6, token.expiresAt)
            put.bind(7, token.revokedAt)
            try put.run()
        }
    }

    func put(_ totals: [PartnerID: Totals]) throws {
        try step { for (partner, sums) in totals { try put(sums, of: partner) } }
    }

    private func put(_ sums: Totals, of partner: PartnerID) throws {
        let put = hot.putTotals
        put.bind(1, try number(of: partner))
        put.bind(2, sums.accepted)
        put.bind(3, sums.published)
        put.bind(4, sums.received)
        put.bind(5, sums.processedFacts)
        put.bind(6, sums.late)
        put.bind(7, sums.acks)
        for outcome in Outcome.allCases {
            put.bind(7 + Int32(outcome.number), sums.outcomes[outcome] ?? 0)
        }
        try put.run()
    }

    func setMark(_ name: String, to value: String?) throws {
        try step {
            let set =
                value == nil
                ? try statements("set a mark", "DELETE FROM marks WHERE name = ?")
                : try statements("set a mark", "INSERT OR REPLACE INTO marks VALUES (?, ?)")
            set.bind(1, text: name)
            if let value { set.bind(2, text: value) }
            try set.run()
        }
    }
}
