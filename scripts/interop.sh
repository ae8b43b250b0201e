#!/usr/bin/env bash
# Proves client and sandbox with somebody else's code: the official Node SDK and the official Java SDK drive the sandbox
# over TLS, and node:crypto verifies what our client signs. Arguments go to node's test runner, and then Java's part is
# left out.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc

# The sandbox and the client under test. Both packages in one build: they then share every dependency with the build of
# `make test`.
build_programs() { cargo build --package amazonpay-sandbox --package amazonpay-tests --bins; }

if have_or_skip "interop with the official Node SDK" node npm; then
  interop_modules
  build_programs
  step "Node: the official SDK and node:crypto"
  (cd tests/interop && at_most 10 node --test "$@")
fi
if [ $# -eq 0 ] && have_or_skip "interop with the official Java SDK" java mvn; then
  build_programs
  step "Java: the official SDK"
  AMAZONPAY_PROGRAMS=$(realpath "${CARGO_TARGET_DIR:-target}")/debug \
    at_most 10 mvn --quiet --batch-mode --file tests/interop-java/pom.xml test
  # Maven says nothing of tests that pass.
  grep -ho '<testsuite [^>]*' tests/interop-java/target/surefire-reports/*.xml |
    sed -E 's/.* tests="([0-9]+)".*/\1/' | awk '{ all += $1 } END { print all " passed, 0 failed" }'
fi
