#!/usr/bin/env bash
# Proves what is generated for other languages: types that check and that refuse mistakes, samples that survive,
# and the records and enums that UniFFI makes of the models. The Python package has tests of its own.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
out=target/generated-faces
mkdir -p "$out"
vectors=$PWD/tests/vectors/models

# refused WHAT FILE EXPECTED COMMAND...: the checker must refuse FILE and say EXPECTED.
refused() {
  local what=$1 expected=$2 said
  shift 2
  if said=$("$@" 2>&1); then
    echo "failed: the types accept $what" >&2
    return 1
  fi
  grep -q -- "$expected" <<<"$said" || { printf 'failed: %s is refused for another reason:\n%s\n' "$what" "$said" >&2; return 1; }
}

typescript_face() {
  interop_modules
  local types="import type { Money, Charge, CreateRefund } from '../../generated/typescript/amazonpay_models.js';"
  local modules=$PWD/tests/interop/node_modules
  local tsc=("$modules/.bin/tsc" --strict --target es2022 --module commonjs --moduleResolution node10
    --ignoreDeprecations 5.0 --typeRoots "$modules/@types")
  "${tsc[@]}" --types node --rootDir . --outDir "$out/typescript" tests/faces/samples.ts
  node "$out/typescript/tests/faces/samples.js" "$vectors"
  typescript_refuses() {
    printf '%s\n%s\n' "$types" "$3" >"$out/refused.ts"
    refused "$1" "$2" "${tsc[@]}" --noEmit "$out/refused.ts"
  }
  typescript_refuses "a number as an amount" TS2322 "export const a: Money = { amount: 12.3, currencyCode: 'EUR' };"
  typescript_refuses "null where a field is absent" TS2322 "export const a: Charge = { chargeId: 'C', softDescriptor: null };"
  typescript_refuses "a misspelt field" TS2561 "export const a: Charge = { chargeId: 'C', softDescripter: 'x' };"
  typescript_refuses "a missing field" TS2741 "export const a: CreateRefund = { chargeId: 'C' };"
}

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

step "generated TypeScript: types and samples"
if have_or_skip "the generated TypeScript" node npm; then typescript_face; fi
step "UniFFI: values across the border, records and enums for Swift and Kotlin"
uniffi_face
