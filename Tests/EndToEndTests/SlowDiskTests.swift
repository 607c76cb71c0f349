// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

/// Whoever is answered is answered for good: each write of the ledger is made to take so long that
/// an answer that does not wait for all of them comes far too early.
@Suite("The disk is slow", .needsTools, .needsStrace)
struct SlowDiskTests {
    @Test("an accepted change is in the ledger when its answer arrives")
    func answer() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("slow")
            let strace = try slowDown(orderbell)
            defer { strace.kill() }

            try orderbell.accept(partner.changes(1...3))
            orderbell.kill()

            let list = try orderbell.ask("delivery", "list", "--partner", partner.id)
            #expect(list["deliveries"].list.count == 3)
        }
    }

    @Test("an ack is in the ledger when its receipt arrives")
    func receipt() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("slow")
            let event = "\(partner.id).1"
            try orderbell.accept(partner.change(event))
            try orderbell.withSubscriber(partner.topic("d1", "receipts")) { receipts in
                let strace = try slowDown(orderbell)
                defer { strace.kill() }

                try partner.publishAck(
                    ["event_id": .string(event), "status": "processed"], device: "d1")
                try receipts.first("the receipt") { $0.json["verdict"] == "applied" }
                orderbell.kill()
            }
            #expect(try partner.delivery(event)["outcome"] == "processed")
        }
    }

    @Test("an ack that is being written when the service is killed is not acknowledged")
    func pubAck() async throws {
        try await withOrderbell { orderbell in
            let partner = try orderbell.addPartner("slow", "--set", "retry_first=10m")
            let event = "\(partner.id).1"
            try orderbell.accept(partner.change(event))
            let strace = try slowDown(orderbell)
            defer { strace.kill() }

            try partner.publishAck(
                ["event_id": .string(event), "status": "processed"], device: "d1")
            // It has come by now and its first write is under way; if not, all the better.
            usleep(Self.delay / 2)
            orderbell.kill()

            #expect(try partner.delivery(event)["outcome"].isNull)
            try orderbell.serve()
            try partner.delivery(event, "the broker's second try") { $0["outcome"] == "processed" }
        }
    }

    /// Microseconds that each write takes longer.
    private static let delay: UInt32 = 50_000

    private func slowDown(_ orderbell: Orderbell) throws -> RunningProgram {
        let pid = try #require(orderbell.service?.processID)
        let strace = try RunningProgram(
            TestEnvironment.tool("strace") ?? "strace",
            [
                "-f", "-p", "\(pid)", "-o", "/dev/null", "-e", "trace=pwrite64,fdatasync", "-e",
                "inject=pwrite64,fdatasync:delay_enter=\(Self.delay)",
            ])
        _ = try strace.errors.wait("strace") { lines in lines.first { $0.contains("attached") } }
        return strace
    }
}

extension Trait where Self == ConditionTrait {
    /// A container may forbid to trace even one's own programs.
    static var needsStrace: Self {
        .enabled(if: TestEnvironment.isCI || canTrace, "strace must be there and allowed")
    }

    private static var canTrace: Bool {
        guard let strace = TestEnvironment.tool("strace") else { return false }
        return (try? run(strace, ["-o", "/dev/null", "/bin/true"]).status) == 0
    }
}
