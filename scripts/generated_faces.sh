#!/usr/bin/env bash
# Proves the records and enums that UniFFI makes of the models. The Python and the Node package, which are generated too,
# have tests of their own.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
out=target/generated-faces
mkdir -p "$out"

# contains FILE TEXT...: each text stands in the generated file, whatever the white space around it.
contains() {
  local file=$1 flat text
  flat=$(tr -s '[:space:]' ' ' <"$file")
  shift
  for text in "$@"; do
    grep -qF -- "$text" <<<"$flat" || { echo "failed: $file lacks: $text" >&2; return 1; }
  done
}

uniffi_face() {
  cargo test --quiet --package amazonpay --features uniffi --lib model::tests::
  cargo rustc --quiet --package amazonpay --lib --features uniffi --crate-type cdylib
  local extension=so
  [ "$(uname)" = Darwin ] && extension=dylib
  local language
  for language in swift kotlin; do
    cargo run --quiet --package xtask --features bindgen --bin uniffi-bindgen -- generate --no-format \
      --language "$language" --out-dir "$out/$language" "target/debug/libamazonpay.$extension"
  done
  contains "$out/swift/amazonpay.swift" "public struct Charge:" "public struct CheckoutSession:" \
    "public struct CreateCharge:" "public var chargeId: String " "public var chargeAmount: Money? " \
    "public var constraints: [Constraint]? " "public enum ChargeState:" "case unknown(String )" \
    "constraints: [Constraint]? = nil" "public typealias UnknownFields = String" "public typealias Timestamp = Date"
  contains "$out/kotlin/uniffi/amazonpay/amazonpay.kt" "data class Charge (" "data class CheckoutSession (" \
    "data class CreateCharge (" "var \`chargeId\`: kotlin.String " "var \`chargeAmount\`: Money? = null" \
    "var \`constraints\`: List<Constraint>? = null" "sealed class ChargeState" "data class Unknown(" \
    "typealias Timestamp = java.time.Instant"
}

step "UniFFI: values across the border, records and enums for Swift and Kotlin"
uniffi_face
