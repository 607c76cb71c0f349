// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// `device.py`: a device that nobody of us wrote against our own code.
final class Device: @unchecked Sendable {
    // Safe because one thread at a time, that of its test, uses it.
    let program: RunningProgram
    private var read: [JSON] = []
    private var readCount = 0

    /// Starts it and waits until it has subscribed.
    init(_ partner: TestPartner, _ name: String, _ options: [String]) throws {
        program = try RunningProgram(
            TestEnvironment.python,
            [
                TestEnvironment.deviceScript, "--port", "\(partner.orderbell.broker.port)",
                "--partner", partner.id, "--device", name, "--timeout", "120",
            ] + options)
        do {
            try wait("the device to be ready") { $0.contains { $0["ready"] == true } }
        } catch {
            program.kill()
            throw TestFailure("\(error)\n\(program.errors.text)")
        }
    }

    /// Everything it said so far.
    func said() throws -> [JSON] {
        let lines = program.output.all
        try take(lines)
        return read
    }

    /// Waits until what it said is as wanted, and returns that.
    @discardableResult
    func wait(_ what: String, until isMet: ([JSON]) -> Bool) throws -> [JSON] {
        try program.output.wait(what) { lines in
            try take(lines)
            return isMet(read) ? read : nil
        }
    }

    /// Waits for its own end: as many triggers as asked, and a receipt for every ack.
    @discardableResult
    func end() throws -> [JSON] {
        let ended = try program.end(seconds: 120)
        guard ended.status == 0 else {
            throw TestFailure("the device failed: \(ended.output.suffix(2000)) \(ended.errors)")
        }
        return try said()
    }

    private func take(_ lines: [String]) throws {
        for line in lines[readCount...] { read.append(try JSON(line)) }
        readCount = lines.count
    }
}

extension [JSON] {
    /// The lines about triggers, or about those of one event.
    func triggers(_ event: String? = nil) -> [JSON] {
        filter { !$0["trigger"].isNull }
            .filter { event == nil || $0["trigger"]["event_id"].string == event }
    }

    /// The receipts, or those of one event.
    func receipts(_ event: String? = nil) -> [JSON] {
        map { $0["receipt"] }.filter { !$0.isNull }
            .filter { event == nil || $0["event_id"].string == event }
    }
}

extension TestPartner {
    /// Runs `body` with a device that is subscribed; ends the device however that ends.
    func withDevice<R>(
        _ options: String..., name: String = "machine-1", _ body: (Device) throws -> R
    ) throws -> R {
        let device = try Device(self, name, options)
        defer { device.program.kill() }
        return try body(device)
    }
}
