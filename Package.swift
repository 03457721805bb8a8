// swift-tools-version: 6.3
import PackageDescription

/// Settings that every Swift target shares; `docs/dependencies.md` gives the reason for each dependency.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let tls: [Target.Dependency] = [
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "NIOTLS", package: "swift-nio"),
]
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

func library(
    _ name: String, path: String? = nil, _ dependencies: [Target.Dependency], resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", resources: resources,
        swiftSettings: strict)
}

func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies + ["KhabarCommand", arguments, logging], path: "Sources/\(name)",
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)", swiftSettings: strict)
}

let package = Package(
    name: "khabar",
    products: [
        .library(name: "KhabarClient", targets: ["KhabarClient"]),
        .executable(name: "khabar-server", targets: ["khabar-server"]),
        .executable(name: "khabar-ingest", targets: ["khabar-ingest"]),
        .executable(name: "khabar", targets: ["khabar"]),
        .executable(name: "khabar-load", targets: ["khabar-load"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["libz-dev"])]),
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
        .target(name: "CHardware"),

        library("KhabarDeflate", ["CDeflate", "CZlib"]),
        library("KhabarText", ["CStemmer", "CHardware"], resources: [.embedInCode("Resources")]),
        library("KhabarIndex", ["KhabarText", "KhabarDeflate", "CHardware"]),
        library("KhabarStore", ["CHardware"]),
        library("KhabarProtocol", path: "Protocol/Swift", ["CHardware", "KhabarDeflate"]),
        library("KhabarAccess", ["KhabarProtocol", .product(name: "Crypto", package: "swift-crypto")]),
        library("KhabarClient", ["KhabarProtocol"] + nio + tls),
        library("KhabarListening", [logging] + nio),
        library(
            "KhabarServer",
            [
                "KhabarAccess", "KhabarIndex", "KhabarListening", "KhabarText", "KhabarStore", "KhabarProtocol",
                "CHardware", logging, lifecycle, .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ] + nio),
        library("KhabarFollowing", ["KhabarClient", "KhabarProtocol", "KhabarServer", logging]),
        library(
            "KhabarIngest", ["KhabarIndex", "KhabarText", "KhabarClient", "KhabarProtocol", "KhabarDeflate", logging]),
        library(
            "KhabarLoad",
            [
                "KhabarClient", "KhabarFormats", "KhabarIndex", "KhabarIngest", "KhabarProtocol", "KhabarServer",
                "KhabarText", "KhabarDeflate",
                logging, .product(name: "Histogram", package: "hdrhistogram-swift"),
            ]),
        library("KhabarFormats", ["KhabarClient", "KhabarText"]),
        library(
            "KhabarGateway",
            [
                "KhabarClient", "KhabarFormats", "KhabarListening", "KhabarText", logging, lifecycle,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ] + nio),
        library("KhabarCommand", ["KhabarClient", "KhabarFormats", "KhabarText", arguments, logging]),

        command(
            "khabar-server", ["KhabarServer", "KhabarFollowing", "KhabarAccess", "KhabarClient", lifecycle, signals]),
        command("khabar-ingest", ["KhabarIngest", "KhabarIndex", "KhabarClient"]),
        command(
            "khabar",
            [
                "KhabarClient", "KhabarAccess", "KhabarFormats", "KhabarGateway", "KhabarProtocol", "KhabarStore",
                "KhabarText", lifecycle, signals,
            ]),
        command("khabar-load", ["KhabarLoad", "KhabarClient", "KhabarIndex"]),

        .target(
            name: "TestSupport", path: "Tests/TestSupport", exclude: ["Certificates"], swiftSettings: strict),
        tests("KhabarDeflateTests", ["KhabarDeflate"]),
        tests("KhabarTextTests", ["KhabarText"]),
        tests("KhabarProtocolTests", ["KhabarProtocol"]),
        tests("KhabarAccessTests", ["KhabarAccess", "KhabarProtocol"]),
        tests("KhabarIndexTests", ["KhabarIndex", "KhabarText", "KhabarDeflate"]),
        tests("KhabarStoreTests", ["KhabarStore"]),
        tests(
            "KhabarIngestTests",
            ["KhabarIngest", "KhabarClient", "KhabarText", "KhabarIndex", "KhabarDeflate", logging]),
        tests(
            "KhabarServerTests",
            [
                "KhabarServer", "KhabarAccess", "KhabarIndex", "KhabarListening", "KhabarText", "KhabarStore",
                "KhabarProtocol", logging,
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ] + nio),
        tests("KhabarClientTests", ["KhabarClient", "KhabarProtocol", "KhabarIndex"] + nio),
        tests("KhabarLoadTests", ["KhabarLoad", "KhabarText"]),
        tests(
            "KhabarGatewayTests",
            [
                "KhabarGateway", "KhabarClient", "KhabarProtocol", .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ] + nio),
        tests("KhabarCommandTests", ["KhabarCommand", arguments, logging]),
        tests(
            "EndToEndTests",
            [
                "KhabarServer", "KhabarFollowing", "KhabarAccess", "KhabarFormats", "KhabarGateway", "KhabarIngest",
                "KhabarClient", "KhabarIndex",
                "KhabarText", "KhabarProtocol", "KhabarLoad", logging, lifecycle,
            ]),
        tests("ArchitectureTests", []),
    ]
)
