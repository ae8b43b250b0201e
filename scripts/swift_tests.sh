#!/usr/bin/env bash
# Makes the Swift package's sources and runs its tests, against sandboxes. Arguments go to `swift test`, for example
# `--filter AmazonPayTests`.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
# Without Swift too: that there is a face of what UniFFI writes.
step "Swift: the native library and its face"
scripts/swift_sources.sh
cargo run --quiet --package xtask --bin xtask -- swift-proof bindings-swift/Sources/AmazonPay/Generated \
  bindings-swift/Tests/AmazonPayProofTests/Generated
have_or_skip "the tests of the Swift package" swift || exit 0
cargo build --quiet --package amazonpay-tests --bin playback --bin sns

step "Swift: the package's tests"
export AMAZONPAY_PLAYBACK=$PWD/target/debug/playback AMAZONPAY_SNS=$PWD/target/debug/sns
at_most 20 scripts/swift_toolchain.sh swift test --package-path bindings-swift --scratch-path target/swift \
  -Xswiftc -warnings-as-errors "$@"
