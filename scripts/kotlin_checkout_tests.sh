#!/usr/bin/env bash
# Builds the apps' library, makes its face in Kotlin and runs `mvn verify`: the tests of the checkout and of the example's flow,
# against a merchant's back end that stands on a sandbox, and the jar.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
have_or_skip "the tests of the checkout in Kotlin" java mvn || exit 0

package=bindings-kotlin/checkout

step "Kotlin: the apps' library and its face"
library=$(scripts/checkout_library.sh)
scripts/kotlin_checkout_face.sh "$library" "$package/target/generated-sources/amazonpay"
cargo run --quiet --package xtask --bin xtask -- readme-test kotlin "$package/README.md" \
  "$package/src/test/readme/ReadmeTest.kt" "$package/target/generated-test-sources/readme/ReadmeTest.kt"
cargo build --quiet --package amazonpay-tests --bin mobile-shop
folder=$package/target/native/$(scripts/kotlin_platform.sh folder)
mkdir -p "$folder"
# Under another name first: a process may have loaded the one that is there.
cp "$library" "$folder/new"
mv "$folder/new" "$folder/$(basename "$library")"

step "Kotlin: the checkout's tests"
AMAZONPAY_MOBILE_SHOP=$PWD/target/debug/mobile-shop at_most 20 mvn --quiet --batch-mode --file "$package/pom.xml" verify
