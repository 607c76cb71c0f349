// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// Rules every target of the package is compiled with.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// For targets whose tests look inside, in the one (release) build there is.
let houseWithTestableInside = house + [.unsafeFlags(["-enable-testing"])]

let package = Package(
    name: "orderbell",
    products: [
        .executable(name: "orderbell", targets: ["orderbell"]),
        .library(name: "Mosquitto", targets: ["Mosquitto"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CMosquitto",
            pkgConfig: "libmosquitto",
            providers: [.apt(["libmosquitto-dev"])]
        ),
        .target(name: "Mosquitto", dependencies: ["CMosquitto"], swiftSettings: house),
        .target(name: "Contract", swiftSettings: house),
        .target(name: "Delivery", dependencies: ["Contract"], swiftSettings: house),
        .target(name: "Ledger", dependencies: ["Contract", "Delivery"], swiftSettings: house),
        .target(
            name: "Bridge",
            dependencies: [
                "Contract", "Delivery", "Ledger", "Mosquitto",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "HTTPAPI",
            dependencies: [
                "Bridge", "Contract", "Delivery", "Ledger",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "SQLiteLedger",
            dependencies: [
                "Contract", "Delivery", "Ledger", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: houseWithTestableInside
        ),
        .target(
            name: "Settings",
            dependencies: ["Contract", "Delivery", .product(name: "Yams", package: "Yams")],
            swiftSettings: house
        ),
        .target(
            name: "CoffeeMachine", dependencies: ["Contract", "Mosquitto"],
            swiftSettings: houseWithTestableInside
        ),
        .target(name: "LocalBroker", swiftSettings: house),
        .target(
            name: "Assembly",
            dependencies: [
                "Bridge", "CoffeeMachine", "Contract", "Delivery", "HTTPAPI",
                "Ledger", "LocalBroker", "Mosquitto", "Settings", "SQLiteLedger",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "Bench",
            dependencies: [
                "Assembly", "CoffeeMachine", "Contract", "LocalBroker", "Mosquitto", "Settings",
            ],
            path: "Benchmarks",
            swiftSettings: house
        ),
        .executableTarget(
            name: "orderbell",
            dependencies: [
                "Assembly", "Bench", "CoffeeMachine", "Contract", "Delivery", "Mosquitto", "Settings",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house
        ),
        .executableTarget(
            name: "MosquittoCrashProbe", dependencies: ["CMosquitto", "Mosquitto"],
            path: "Tests/MosquittoCrashProbe", swiftSettings: house
        ),
        .testTarget(
            name: "BridgeTests", dependencies: ["Bridge", "Contract", "Delivery", "Ledger"],
            swiftSettings: house
        ),
        .testTarget(
            name: "CoffeeMachineTests", dependencies: ["CoffeeMachine", "Contract", "Mosquitto"],
            swiftSettings: house
        ),
        .testTarget(name: "ContractTests", dependencies: ["Contract"], swiftSettings: house),
        .testTarget(
            name: "DeliveryTests", dependencies: ["Contract", "Delivery"], swiftSettings: house
        ),
        .testTarget(name: "HouseTests", dependencies: ["Settings"], swiftSettings: house),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Contract", "Delivery", "Ledger", "SQLiteLedger",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "MosquittoTests", dependencies: ["Mosquitto", "MosquittoCrashProbe"],
            swiftSettings: house
        ),
        .testTarget(
            name: "SimulationTests", dependencies: ["Bridge", "Contract", "Delivery", "Ledger"],
            swiftSettings: house
        ),
        .testTarget(
            name: "SettingsTests", dependencies: ["Contract", "Delivery", "Settings", "orderbell"],
            swiftSettings: house
        ),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Contract", "LocalBroker", "orderbell"],
            swiftSettings: house
        ),
    ]
)
