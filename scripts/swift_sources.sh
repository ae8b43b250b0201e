#!/usr/bin/env bash
# Writes what the Swift package is made of: the native library and Swift's face of it.
#
#   scripts/swift_sources.sh
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/swift_put.sh

need cargo cc
written=target/swift-written
package=bindings-swift
extension=so
[ "$(uname)" = Darwin ] && extension=dylib

cargo build --quiet --package amazonpay-uniffi
# A folder of its own: the library with apps' features has the same name in cargo's.
mkdir -p target/swift-native "$package/Sources/AmazonPayFFI/Generated"
# Under another name first: a process may have loaded the one that is there.
cp "target/debug/libamazonpay_uniffi.$extension" target/swift-native/library.new
mv target/swift-native/library.new "target/swift-native/libamazonpay_uniffi.$extension"
rm -rf "$written"
cargo run --quiet --package xtask --features bindgen --bin uniffi-bindgen -- generate --no-format \
  --config bindings-uniffi/bindgen.toml --language swift --out-dir "$written" \
  "target/swift-native/libamazonpay_uniffi.$extension"
cargo run --quiet --package xtask --bin xtask -- swift-face "$written" "$written/face"

put "$package/Sources/AmazonPay/Generated" "$written"/face/*.swift
put "$package/Sources/AmazonPayFFI/Generated" "$written"/*.h
