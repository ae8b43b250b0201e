// swift-tools-version: 6.0
import Foundation
import PackageDescription

// The native library: where scripts/swift_sources.sh has put it, or in AMAZONPAY_LIBRARY_FOLDER. On Apple's systems a binary
// framework takes its place where there is one.
let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
let built = here.deletingLastPathComponent().appendingPathComponent("target/swift-native").path
let libraries = ProcessInfo.processInfo.environment["AMAZONPAY_LIBRARY_FOLDER"] ?? built

/// The C module that a product calls, and how what calls it is linked.
func native(_ name: String) -> (target: Target, linked: [LinkerSetting]) {
    let framework = "\(name).xcframework"
    if FileManager.default.fileExists(atPath: here.appendingPathComponent(framework).path) {
        return (.binaryTarget(name: name, path: framework), [])
    }
    let linked: LinkerSetting = .unsafeFlags(["-L", libraries, "-Xlinker", "-rpath", "-Xlinker", libraries])
    return (.systemLibrary(name: name), [linked])
}

let server = native("AmazonPayFFI")

let package = Package(
    name: "AmazonPay",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "AmazonPay", targets: ["AmazonPay"])
    ],
    targets: [
        server.target,
        .target(name: "AmazonPay", dependencies: ["AmazonPayFFI"], linkerSettings: server.linked),
        .testTarget(name: "AmazonPayTests", dependencies: ["AmazonPay"]),
        // The shared vectors and scenarios; scripts/swift_tests.sh prints what they call typed methods with.
        .testTarget(name: "AmazonPayProofTests", dependencies: ["AmazonPay"]),
        .executableTarget(name: "first-payment", dependencies: ["AmazonPay"], path: "Examples/FirstPayment"),
        // Swift's half of `make bench`.
        .executableTarget(name: "swift-bench", dependencies: ["AmazonPay"], path: "Benches"),
    ],
    swiftLanguageModes: [.v6]
)
