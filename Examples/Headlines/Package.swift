// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "headlines",
    dependencies: [
        // In a package of your own: .package(url: "…", from: "…")
        .package(name: "khabar", path: "../..")
    ],
    targets: [
        .executableTarget(name: "headlines", dependencies: [.product(name: "KhabarClient", package: "khabar")])
    ],
    swiftLanguageModes: [.v6]
)
