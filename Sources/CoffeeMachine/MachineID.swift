// SPDX-License-Identifier: Apache-2.0

package import Contract

/// Which machine: one device of one partner.
package struct MachineID: Sendable, Hashable, CustomStringConvertible {
    package let partner: PartnerID
    package let device: DeviceID

    package init(partner: PartnerID, device: DeviceID) {
        self.partner = partner
        self.device = device
    }

    /// `partner.device`: the client id and the user name at the broker.
    package var text: String { "\(partner.text).\(device.text)" }

    package var description: String { text }

    /// `machine-1` to `machine-{count}` of one partner.
    package static func numbered(_ count: Int, of partner: PartnerID) -> [MachineID] {
        (0..<max(count, 0)).map { index in
            MachineID(partner: partner, device: DeviceID(trusted: "machine-\(index + 1)"))
        }
    }
}
