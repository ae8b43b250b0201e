#!/usr/bin/env bash
# Runs all Rust tests, those in the documentation and the README included. Arguments go to `cargo test`.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
have_or_skip "the check of our signatures by OpenSSL" openssl || true
cargo test --workspace "$@"
