#!/usr/bin/env bash
# Writes Kotlin's sources of the checkout, from the apps' library, into a folder: kotlin_checkout_face.sh LIBRARY FOLDER
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
written=target/kotlin-checkout-written
rm -rf "$written" "$2"
cargo run --quiet --package xtask --features bindgen --bin uniffi-bindgen -- generate --no-format \
  --config bindings-uniffi/bindgen-checkout.toml --language kotlin --out-dir "$written" "$1"
cargo run --quiet --package xtask --bin xtask -- kotlin-checkout-face "$written" "$2"
