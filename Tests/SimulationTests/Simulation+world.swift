// SPDX-License-Identifier: Apache-2.0
import Bridge
import Contract
import Delivery
import Ledger

/// What happens around the engine.
enum Happening {
    case orders
    case trouble
    case restart
    case brokerBack
    case post(String, event: String)
    case handedOver(UInt64)
    case settled(UInt64, code: UInt8)
    case trigger(PartnerID, event: String, attempt: Int)
    case ack(PartnerID, String)
    case device(PartnerID, online: Bool)
}

extension Simulation {
    func happen(_ happening: Happening) throws {
        switch happening {
        case .orders: placeOrders()
        case .trouble: makeTrouble()
        case .restart: try startEngine()
        case .brokerBack: brokerBack()
        case .post(let text, let event): post(text, event: event)
        case .handedOver(let token):
            if engine != nil { inputs.append(.handedOver([token], at: now)) }
        case .settled(let token, let code): settle(token, code)
        case .trigger(let partner, let event, let attempt): hear(partner, event, attempt)
        case .ack(let partner, let text): deliver(partner, text)
        case .device(let partner, let online):
            devices[partner]?.isOnline = online
            sendPresence(of: partner)
        }
    }

    // MARK: The order backend

    private func placeOrders() {
        guard isStorm else { return }
        for _ in 0..<random.count(1...4) {
            let partner = "p\(random.count(0...3))"
            let order = "o-\(random.count(0...30))"
            nextEvent += 1
            let event = "e-\(nextEvent)"
            let text = """
                {"event_id":"\(event)","event_type":"status_changed",\
                "occurred_at":"2026-03-02T08:00:00Z","partner_id":"\(partner)",\
                "order_id":"\(order)","revision":\(nextEvent)}
                """
            plan(after: 0, .post(text, event: event))
            if random.chance(0.1) {
                plan(after: random.time(0...2_000_000), .post(text, event: event))
            }
        }
        plan(after: random.time(200_000...2_000_000), .orders)
    }

    /// Posts until it is answered: an answer that is not an acceptance is asked for again.
    private func post(_ text: String, event: String) {
        guard engine != nil, let body = try? ChangeBody.parse(Array(text.utf8)) else {
            return plan(after: 500_000, .post(text, event: event))
        }
        witness.attempted.insert(event)
        let request = ChangeRequest(items: body.items) { [self] answer in
            switch answer {
            case .success(let results):
                witness.answered(event, results[0].outcome)
            case .failure:
                plan(after: 700_000, .post(text, event: event))
            }
        }
        inputs.append(.changes(request))
    }

    // MARK: The broker

    /// What the connection takes; the rest is refused, as by the real one while it is down.
    func hand(_ messages: [WireMessage]) {
        for message in messages {
            guard isBrokerUp else {
                if message.token != 0 {
                    inputs.append(
                        .settled([Settlement(token: message.token, end: .refused)], at: now))
                }
                continue
            }
            guard message.token != 0 else { continue }
            onTheWire.append(message)
            plan(after: 100, .handedOver(message.token))
            publish(message)
        }
    }

    private func publish(_ message: WireMessage) {
        guard let partner = partner(of: message), let device = devices[partner] else { return }
        let event = String(decoding: message.correlationData ?? [], as: UTF8.self)
        let attempt = Int(message.userProperties.first { $0.name == "attempt" }?.value ?? "") ?? 0
        let isHeard = device.isOnline || device.hasSession
        let code: UInt8 = isHeard ? 0 : PubackReason.noMatchingSubscribers
        plan(after: random.time(200...400_000), .settled(message.token, code: code))
        guard device.isOnline, !random.chance(isStorm ? 0.1 : 0) else { return }
        for _ in 0..<(random.chance(isStorm ? 0.1 : 0) ? 2 : 1) {
            plan(
                after: random.time(200...600_000),
                .trigger(partner, event: event, attempt: attempt))
        }
    }

    private func partner(of message: WireMessage) -> PartnerID? {
        let levels = message.topic.split(separator: "/")
        return levels.count > 3 ? PartnerID(String(levels[3])) : nil
    }

    private func settle(_ token: UInt64, _ code: UInt8) {
        guard isBrokerUp, engine != nil,
            let index = onTheWire.firstIndex(where: { $0.token == token })
        else { return }
        onTheWire.remove(at: index)
        inputs.append(
            .settled([Settlement(token: token, end: .pubAck(reasonCode: code))], at: now))
    }

    private func brokerBack() {
        guard !isBrokerUp else { return }
        isBrokerUp = true
        let kept = !random.chance(0.3)
        if engine != nil {
            inputs.append(.broker(.publisherUp(address: "sim")))
            inputs.append(.broker(.listenerUp(sessionPresent: kept)))
        }
        resend()
        for id in devices.keys.sorted() { sendPresence(of: id) }
    }

    /// The connection sends again what has no PUBACK.
    func resend() {
        for message in onTheWire { publish(message) }
    }

    // MARK: Devices

    private func hear(_ partner: PartnerID, _ event: String, _ attempt: Int) {
        guard let device = devices[partner], device.isOnline else { return }
        for (wait, text) in device.answers(to: event, attempt: attempt, random: &random) {
            plan(after: wait, .ack(partner, text))
        }
    }

    /// An ack at QoS 1 comes again until it is recorded.
    private func deliver(_ partner: PartnerID, _ text: String) {
        guard isBrokerUp, engine != nil else {
            return plan(after: 1_000_000, .ack(partner, text))
        }
        let bytes = Array(text.utf8)
        let item = Callback.acks(
            partner: partner, device: DeviceID(trusted: "machine-1"), AckBody.parse(bytes),
            payload: bytes)
        inputs.append(
            .callbacks(
                CallbackRequest(items: [item]) { [self] recorded in
                    if !recorded { plan(after: 1_000_000, .ack(partner, text)) }
                }))
    }

    func sendPresence(of partner: PartnerID) {
        guard isBrokerUp, engine != nil, let device = devices[partner], device.tellsPresence else {
            return
        }
        let item = Callback.presence(
            partner: partner, device: DeviceID(trusted: "machine-1"), online: device.isOnline)
        inputs.append(.callbacks(CallbackRequest(items: [item]) { _ in }))
    }

    // MARK: Trouble

    private func makeTrouble() {
        guard isStorm else { return }
        switch random.count(0...9) {
        case 0: crash()
        case 1:
            isBrokerUp = false
            inputs.append(.broker(.publisherDown(reason: "sim")))
            inputs.append(.broker(.listenerDown(reason: "sim")))
            plan(after: random.time(500_000...60_000_000), .brokerBack)
        case 2...4:
            let partner = PartnerID(trusted: "p\(random.count(0...3))")
            plan(after: 0, .device(partner, online: false))
            plan(after: random.time(1_000_000...90_000_000), .device(partner, online: true))
        case 5: faults.rate = random.chance(0.5) ? 0.05 : 0
        default: break
        }
        plan(after: random.time(2_000_000...20_000_000), .trouble)
    }
}
