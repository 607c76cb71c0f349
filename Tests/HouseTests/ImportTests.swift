// SPDX-License-Identifier: Apache-2.0
import Testing

/// Who may import whom. A name that is missing from a row is a question of design, not a typo.
///
/// The compiler's own check lets transitive imports through, so this one reads the sources.
@Suite("Imports stay in their layer")
struct ImportTests {
    static let mayImport: [String: Set<String>] = [
        "Mosquitto": ["CMosquitto", "Glibc", "Synchronization"],
        "Contract": [],
        "Delivery": ["Contract"],
        "Ledger": ["Contract", "Delivery", "Synchronization"],
        "SQLiteLedger": [
            "Contract", "Delivery", "GRDB", "GRDBSQLite", "Glibc", "Ledger", "Synchronization",
        ],
        "Bridge": [
            "Contract", "Delivery", "Dispatch", "Glibc", "Ledger", "Logging", "Mosquitto",
            "Synchronization",
        ],
        "HTTPAPI": [
            "Bridge", "Contract", "Crypto", "Delivery", "HTTPTypes", "Hummingbird", "Ledger",
            "Logging", "NIOCore", "Synchronization",
        ],
        "CoffeeMachine": ["Contract", "Dispatch", "Mosquitto", "Synchronization"],
        "LocalBroker": ["Foundation", "Glibc"],
        "Settings": ["Contract", "Delivery", "Glibc", "Yams"],
        "Assembly": [
            "Bridge", "CoffeeMachine", "Contract", "Delivery", "Dispatch", "Foundation", "Glibc",
            "HTTPAPI", "Hummingbird", "Ledger", "LocalBroker", "Logging", "Mosquitto", "NIOCore",
            "SQLiteLedger", "ServiceLifecycle", "Settings", "Synchronization", "UnixSignals",
        ],
        "orderbell": [
            "ArgumentParser", "Assembly", "Bench", "CoffeeMachine", "Contract", "Delivery",
            "Dispatch", "Foundation", "FoundationNetworking", "Glibc", "Mosquitto", "Settings",
        ],
    ]

    @Test("each target imports what its row allows", arguments: mayImport.keys.sorted())
    func row(target: String) throws {
        let allowed = Self.mayImport[target] ?? []
        let files = try SourceTree.swiftFiles(under: "Sources/\(target)")

        #expect(!files.isEmpty)
        for file in files {
            let foreign = file.imports.subtracting(allowed)
            #expect(foreign.isEmpty, "\(file.path) imports \(foreign.sorted())")
        }
    }

    @Test("every target has a row")
    func everyTarget() throws {
        let targets = try SourceTree.folders(under: "Sources").filter { $0 != "CMosquitto" }

        #expect(Set(targets) == Set(Self.mayImport.keys))
    }
}
