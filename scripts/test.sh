#!/usr/bin/env bash
# Runs all Rust tests, those in the documentation and the README included, and tests the sandbox's pages, the Python, the
# Node, the Kotlin and the Swift package and the checkout for apps. Arguments go to `cargo test`, which then is all that runs of the tests.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
if have_or_skip "the derivation of the vectors by other code" python3 openssl; then
  python3 tests/vectors/signing/derive.py --check
  python3 tests/vectors/notifications/derive_notifications.py --check
fi
without=()
have_or_skip "the tests against OpenSSL's command" openssl || without+=(--skip openssl)
have_or_skip "the tests of the throttle's state on Redis" redis-server || without+=(--skip redis)
[ ${#without[@]} -eq 0 ] || without=(-- "${without[@]}")
# Everything is traced meanwhile, at the level TRACE and by the dependencies too, and then searched for secrets.
traces=$PWD/target/test-traces
rm -rf "$traces"
mkdir -p "$traces"
AMAZONPAY_TEST_TRACES=$traces at_most 40 cargo test --workspace "$@" "${without[@]}"
step "no secret in what the tests have traced"
whole=()
[ $# -gt 0 ] || whole=(--whole-suite)
cargo run --quiet --package amazonpay-tests --bin search-traces -- "$traces" "${whole[@]}"
scripts/mobile_library.sh
scripts/mobile_recipes.sh
[ $# -gt 0 ] || scripts/browser_tests.sh
[ $# -gt 0 ] || scripts/python_tests.sh
[ $# -gt 0 ] || scripts/node_tests.sh
[ $# -gt 0 ] || scripts/kotlin_tests.sh
[ $# -gt 0 ] || scripts/kotlin_checkout_tests.sh
[ $# -gt 0 ] || scripts/swift_tests.sh
[ $# -gt 0 ] || scripts/swift_checkout_tests.sh
