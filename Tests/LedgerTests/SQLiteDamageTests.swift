// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Foundation
import GRDB
import Ledger
import Testing

@testable import SQLiteLedger

/// Damage is refused with a clear word; nothing starts empty, nothing goes on beside the truth.
@Suite struct SQLiteDamageTests {
    @Test("a truncated ledger is refused", arguments: [50, 4096, 9000, 40_960])
    func truncated(bytes: UInt64) async throws {
        try await withFilledFile { path in
            try withFile(path) { try $0.truncate(atOffset: bytes) }

            expectRefusal(
                bytes < 100 ? .foreign : .corrupt,
                says: bytes < 100 ? "not a ledger" : "restore a backup"
            ) {
                try SQLiteLedger.open(at: path)
            }
        }
    }

    @Test("a zeroed page is refused, whichever it is")
    func zeroedPage() async throws {
        try await withFilledFile { path in
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64 ?? 0
            for page in 0..<size / 4096 {
                let copy = path + ".copy"
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                try withFile(copy) { file in
                    try file.seek(toOffset: page * 4096)
                    try file.write(contentsOf: Data(repeating: 0, count: 4096))
                }

                expectRefusal(.corrupt, says: "restore a backup") {
                    try SQLiteLedger.open(at: copy)
                }
                for suffix in ["", "-wal", "-shm"] { try remove(copy + suffix) }
            }
        }
    }

    @Test("a ledger whose -wal was removed after a crash is refused")
    func removedWAL() async throws {
        try await withCrashedFile { path in
            try remove(path + "-wal")

            expectRefusal(.corrupt, says: "-wal") { try SQLiteLedger.open(at: path) }
        }
    }

    @Test("a flipped bit in the -wal under later commits is refused, at every frame")
    func flippedWAL() async throws {
        try await withCrashedFile { path in
            let frame = 24 + 4096
            let size =
                try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
            let frames = (size - 32) / frame
            try #require(frames > 20)
            for index in stride(from: 0, to: frames / 2, by: 3) {
                let copy = path + ".copy"
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
                }
                try flipBit(of: copy + "-wal", at: UInt64(32 + index * frame + 24 + 2000))

                expectRefusal(.corrupt, says: "-wal") { try SQLiteLedger.open(at: copy) }
                for suffix in ["", "-wal", "-shm"] { try remove(copy + suffix) }
            }
        }
    }

    @Test("a -wal that a power cut has torn at its end opens with every whole commit")
    func tornWAL() async throws {
        try await withCrashedFile { path in
            try withFile(path + "-wal") { file in
                let end = try file.seekToEnd()
                try file.truncate(atOffset: end - 2000)
            }

            let ledger = try SQLiteLedger.open(at: path)

            #expect(try ledger.openingState().lastChange >= 39)
            try ledger.close()
        }
    }

    @Test("a crashed ledger opens with every commit")
    func crashed() async throws {
        try await withCrashedFile { path in
            let ledger = try SQLiteLedger.open(at: path)

            #expect(try ledger.openingState().lastChange == 40)
            #expect(
                try await ledger.read { try $0.verify() }.filter { $0.contains("damaged") } == [])
            try ledger.close()
        }
    }

    @Test(
        "a file that is moved or removed while open takes no further commit",
        arguments: [true, false])
    func moved(removes: Bool) async throws {
        try await withFilledFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            if removes {
                try remove(path)
            } else {
                try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            }

            for _ in 0..<2 {
                expectRefusal(.storage, says: "start Orderbell again") {
                    try ledger.accept(Sample.change(900))
                }
            }
            try ledger.close()
        }
    }

    /// A closed ledger with 200 deliveries.
    private func withFilledFile(_ body: (String) async throws -> Void) async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            try ledger.write { store in
                try store.put(Sample.partner(Sample.beans))
                for number in 1...200 {
                    try store.accept(Sample.change(Int64(number), order: "order-\(number)"))
                    try store.append([Sample.ack(Int64(number))])
                }
            }
            try ledger.close()
            try await body(path)
        }
    }

    /// What a process leaves behind that was killed after 40 commits.
    private func withCrashedFile(_ body: (String) async throws -> Void) async throws {
        try await withLedgerFile { path in
            let ledger = try SQLiteLedger.open(at: path)
            try ledger.write { try $0.put(Sample.partner(Sample.beans)) }
            for number in 1...40 {
                try ledger.accept(Sample.change(Int64(number)))
            }
            let crashed = path + ".crashed"
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: crashed + suffix)
            }
            try ledger.close()
            try await body(crashed)
        }
    }

    private func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    private func withFile(_ path: String, _ body: (FileHandle) throws -> Void) throws {
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try body(file)
        try file.close()
    }

    private func flipBit(of path: String, at offset: UInt64) throws {
        try withFile(path) { file in
            try file.seek(toOffset: offset)
            let byte = try #require(try file.read(upToCount: 1)?.first)
            try file.seek(toOffset: offset)
            try file.write(contentsOf: Data([byte ^ 4]))
        }
    }
}
