#!/usr/bin/env bash
# Proves client and sandbox with somebody else's code: the official Node SDK drives the sandbox over TLS, and
# node:crypto verifies what our client signs. Arguments go to node's test runner.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
have_or_skip "interop" node npm || exit 0
interop_modules
# Both packages in one build: they then share every dependency with the build of `make test`.
cargo build --package amazonpay-sandbox --package amazonpay-tests --bins
cd tests/interop
exec node --test "$@"
