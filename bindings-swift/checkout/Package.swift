// swift-tools-version: 6.0
import Foundation
import PackageDescription

// What apps get: the checkout alone, over the library that holds no code for a private key. It is a package of its own, for
// the server's library (AmazonPay, in the folder above) has the same functions, and no program can have both.
//
// The native library: what scripts/checkout_library.sh has built, or in AMAZONPAY_LIBRARY_FOLDER. On Apple's systems the
// binary framework of scripts/xcframework.sh takes its place.
let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
let tree = here.deletingLastPathComponent().deletingLastPathComponent()
let built = tree.appendingPathComponent("target/checkout").path
let libraries = ProcessInfo.processInfo.environment["AMAZONPAY_LIBRARY_FOLDER"] ?? built
let framework = "AmazonPayCheckoutFFI.xcframework"
let isPacked = FileManager.default.fileExists(atPath: here.appendingPathComponent(framework).path)

let package = Package(
    name: "AmazonPayCheckout",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "AmazonPayCheckout", targets: ["AmazonPayCheckout"])
    ],
    targets: [
        isPacked
            ? .binaryTarget(name: "AmazonPayCheckoutFFI", path: framework)
            : .systemLibrary(name: "AmazonPayCheckoutFFI"),
        .target(
            name: "AmazonPayCheckout",
            dependencies: ["AmazonPayCheckoutFFI"],
            linkerSettings: isPacked
                ? [] : [.unsafeFlags(["-L", libraries, "-Xlinker", "-rpath", "-Xlinker", libraries])]
        ),
        .testTarget(name: "AmazonPayCheckoutTests", dependencies: ["AmazonPayCheckout"]),
    ],
    swiftLanguageModes: [.v6]
)
