#!/usr/bin/env bash
# Tests the Kotlin package in Kotlin and in Java, against sandboxes, on the native library of a release, and tries the jar that
# this packs. With arguments, which go to Maven, it only runs tests, on the library as it is being worked on:
# `scripts/kotlin_tests.sh -Dtest=FlowsTest`.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/kotlin_package.sh

need cargo cc
# Without Java too: that there is a face of what UniFFI writes.
build_kotlin_face
have_or_skip "the tests of the Kotlin package" java mvn || exit 0
cargo build --quiet --package amazonpay-tests --bin playback
export AMAZONPAY_PLAYBACK=$PWD/target/debug/playback

if [ $# -gt 0 ]; then
  put_kotlin_library debug
  kotlin_maven test "$@"
  exit
fi
build_kotlin_release_library
step "Kotlin and Java: the package's tests, and the jar"
kotlin_maven --activate-profiles release verify
try_kotlin_jar
