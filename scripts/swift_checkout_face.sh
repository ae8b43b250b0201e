#!/usr/bin/env bash
# Writes Swift's sources of the checkout, from the apps' library: swift_checkout_face.sh LIBRARY
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/swift_put.sh

need cargo cc
sources=bindings-swift/checkout/Sources
written=target/swift-checkout-written
rm -rf "$written"
cargo run --quiet --package xtask --features bindgen --bin uniffi-bindgen -- generate --no-format \
  --config bindings-uniffi/bindgen.toml --language swift --out-dir "$written" "$1"
cargo run --quiet --package xtask --bin xtask -- checkout-models "$written/AmazonPayClient.swift" "$written/AmazonPayModels.swift"
cargo run --quiet --package xtask --bin xtask -- swift-face --ffi AmazonPayCheckoutFFI "$written" "$written/face"

put "$sources/AmazonPayCheckout/Generated" "$written"/face/*.swift
put "$sources/AmazonPayCheckoutFFI/Generated" "$written"/*FFI.h
