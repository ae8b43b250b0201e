#!/usr/bin/env bash
# Tests the Kotlin package in Kotlin and in Java, against sandboxes, and tries the jar that this packs. With arguments, which go
# to Maven, it only runs tests: `scripts/kotlin_tests.sh -Dtest=FlowsTest`.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/kotlin_package.sh

need cargo cc
# Without Java too: that there is a face of what UniFFI writes.
build_kotlin_face
have_or_skip "the tests of the Kotlin package" java mvn || exit 0
put_kotlin_library debug
cargo build --quiet --package amazonpay-tests --bin playback
export AMAZONPAY_PLAYBACK=$PWD/target/debug/playback

step "Kotlin and Java: the package's tests"
if [ $# -gt 0 ]; then
  kotlin_maven test "$@"
  exit
fi
kotlin_maven verify
try_kotlin_jar
