#!/usr/bin/env bash
# Builds the apps' library, makes its face in Swift and runs the tests of the checkout and of the example's flow, against a
# merchant's back end that stands on a sandbox.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
have_or_skip "the tests of the checkout in Swift" swift || exit 0

step "Swift: the apps' library and its face"
scripts/swift_checkout_face.sh "$(scripts/checkout_library.sh)"
checkout=bindings-swift/checkout
cargo run --quiet --package xtask --bin xtask -- readme-test swift "$checkout/README.md" \
  "$checkout/Tests/Readme/ReadmeTests.swift" "$checkout/Tests/AmazonPayCheckoutTests/Generated/ReadmeTests.swift"
cargo build --quiet --package amazonpay-tests --bin mobile-shop
export AMAZONPAY_MOBILE_SHOP=$PWD/target/debug/mobile-shop

for package in "$checkout" examples/mobile-checkout/swift; do
  step "Swift: the tests of $package"
  at_most 20 scripts/swift_toolchain.sh swift test --package-path "$package" --scratch-path "target/swift-checkout/$package" \
    -Xswiftc -warnings-as-errors
done
