#!/usr/bin/env bash
# Generates what Swift and Kotlin build on, from the library, and proves that it has what it should. The Python and the Node
# package, which are generated too, have tests of their own.
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

step "UniFFI: models, client and checkout for Swift and Kotlin"
cargo build --quiet --package amazonpay-uniffi
extension=so
[ "$(uname)" = Darwin ] && extension=dylib
for language in swift kotlin; do
  cargo run --quiet --package xtask --features bindgen --bin uniffi-bindgen -- generate --no-format \
    --config bindings-uniffi/bindgen.toml --language "$language" --out-dir "$out/$language" \
    "target/debug/libamazonpay_uniffi.$extension"
done
kotlin=$out/kotlin/dev/amazonpay
contains "$out/swift/AmazonPayModels.swift" "public struct Charge:" "public struct CheckoutSession:" \
  "public struct CreateCharge:" "public var chargeId: String " "public var chargeAmount: Money? " \
  "public var constraints: [Constraint]? " "public enum ChargeState:" "case unknown(String )" \
  "constraints: [Constraint]? = nil" "public typealias UnknownFields = String" "public typealias Timestamp = Date" \
  "public typealias Decimal = Foundation.Decimal"
contains "$kotlin/model/amazonpay.kt" "data class Charge (" "data class CheckoutSession (" "data class CreateCharge (" \
  "val \`chargeId\`: kotlin.String " "val \`chargeAmount\`: Money? = null" "val \`constraints\`: List<Constraint>? = null" \
  "sealed class ChargeState" "data class Unknown(" "typealias Timestamp = java.time.Instant" \
  "typealias Decimal = java.math.BigDecimal"
contains "$out/swift/AmazonPayClient.swift" \
  "open func capture(chargeId: String, request: CaptureCharge, options: CallOptions? = nil)async throws -> AnsweredCharge" \
  "open func charges() -> Charges" "public enum AmazonPayError: Swift.Error" "case Declined(" \
  "public protocol Signer: AnyObject, Sendable" "open func next()async throws -> AnsweredReportPage?" \
  "public enum CheckoutState"
contains "$kotlin/amazonpay_uniffi.kt" \
  "suspend fun \`capture\`(\`chargeId\`: kotlin.String, \`request\`: CaptureCharge, \`options\`: CallOptions? = null)" \
  "sealed class AmazonPayException: kotlin.Exception()" "class Declined( " "interface Signer" \
  "suspend fun \`next\`(): AnsweredReportPage?" "sealed class CheckoutState"
