// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Finds the decisions on an order through its deliveries, whose numbers lie close together,
    /// unlike order ids: an index by those would dirty a page per decision.
    static let decisions = Migration(
        name: "0002-decisions-of-orders",
        sql: """
            ALTER TABLE decisions ADD COLUMN delivery INTEGER;
            CREATE INDEX decisions_delivery ON decisions (delivery) WHERE delivery IS NOT NULL;
            """)
}
