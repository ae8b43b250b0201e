#!/usr/bin/env bash
# Builds the native library, makes the Kotlin package's face of it and runs `mvn verify`: the package's tests in Kotlin and
# in Java, against sandboxes, and the jar.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
have_or_skip "the tests of the Kotlin package" java mvn || exit 0

package=bindings-kotlin
written=target/kotlin-written
sources=$package/target/generated-sources/amazonpay

step "Kotlin: the native library and its face"
cargo build --quiet --package amazonpay-uniffi
cargo build --quiet --package amazonpay-tests --bin playback
library=$(scripts/kotlin_platform.sh library)
rm -rf "$written"
cargo run --quiet --package xtask --features bindgen --bin uniffi-bindgen -- generate --no-format \
  --config bindings-uniffi/bindgen.toml --language kotlin --out-dir "$written" "target/debug/$library"
cargo run --quiet --package xtask --bin xtask -- kotlin-face "$written" "$sources"
folder=$package/target/native/$(scripts/kotlin_platform.sh folder)
mkdir -p "$folder"
# Under another name first: a process may have loaded the one that is there.
cp "target/debug/$library" "$folder/$library.new"
mv "$folder/$library.new" "$folder/$library"

step "Kotlin and Java: the package's tests"
AMAZONPAY_PLAYBACK=$PWD/target/debug/playback mvn --quiet --batch-mode --file "$package/pom.xml" verify
