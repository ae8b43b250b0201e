// swift-tools-version: 6.0
import PackageDescription

// The flow of the example app without its screens, which ../ios has: those need a Mac.
let package = Package(
    name: "CheckoutFlow",
    platforms: [.macOS(.v14), .iOS(.v17)],
    products: [.library(name: "CheckoutFlow", targets: ["CheckoutFlow"])],
    dependencies: [.package(name: "AmazonPayCheckout", path: "../../../bindings-swift/checkout")],
    targets: [
        .target(
            name: "CheckoutFlow",
            dependencies: [.product(name: "AmazonPayCheckout", package: "AmazonPayCheckout")]),
        .testTarget(name: "CheckoutFlowTests", dependencies: ["CheckoutFlow"]),
    ],
    swiftLanguageModes: [.v6]
)
