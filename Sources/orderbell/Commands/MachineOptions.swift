// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Contract
internal import Settings

/// What `orderbell machine` was asked for.
struct MachineOptions: Sendable {
    /// What a machine says about a delivery.
    enum Answer: String, Sendable, CaseIterable, ExpressibleByArgument {
        case received, working, processed, failed
    }

    let broker: BrokerURL
    /// Authorities to trust with `mqtts://`; nil for the system's.
    let caFile: String?
    /// Nil: each machine is `{partner}.{device}`.
    let username: String?
    let password: Secret?
    let version: Configuration.ProtocolVersion
    let topicRoot: String
    let partner: PartnerID
    /// The one device, or what the names of several start with.
    let device: DeviceID
    let devices: Int
    let delayMilliseconds: Int64
    let drop: Double
    let duplicate: Double
    let garble: Double
    /// Goes offline and comes back this often; nil for never.
    let offlineEveryMilliseconds: Int64?
    /// Ends after this many triggers; nil for never.
    let count: Int?
    /// In the order in which they are sent.
    let answers: [Answer]
    /// Acks to one message.
    let batch: Int
    let isJSON: Bool
}
