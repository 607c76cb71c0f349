// SPDX-License-Identifier: Apache-2.0

/// A business with coffee shops; owns devices and credentials.
package struct PartnerID: Identifier {
    package let text: String

    package static var grammar: IdentifierGrammar { .name }

    package init(trusted text: String) { self.text = text }
}

/// One MQTT client of a partner, unique within that partner.
package struct DeviceID: Identifier {
    package let text: String

    package static var grammar: IdentifierGrammar { .name }

    package init(trusted text: String) { self.text = text }
}

/// One coffee shop of a partner, unique within that partner.
package struct ShopID: Identifier {
    package let text: String

    package static var grammar: IdentifierGrammar { .name }

    package init(trusted text: String) { self.text = text }
}

/// An order, as the order backend names it.
package struct OrderID: Identifier {
    package let text: String

    package static var grammar: IdentifierGrammar { .reference }

    package init(trusted text: String) { self.text = text }
}

/// One order change: the idempotency key, end to end.
package struct EventID: Identifier {
    package let text: String

    package static var grammar: IdentifierGrammar { .reference }

    package init(trusted text: String) { self.text = text }
}

/// What kind of order change: `new_order`, `status_changed`, `order_cancelled`, …
package struct EventType: Identifier {
    package let text: String

    package static var grammar: IdentifierGrammar { .word }

    package init(trusted text: String) { self.text = text }
}
