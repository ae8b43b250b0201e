#!/usr/bin/env bash
# Measures speed and memory in a release build and writes target/bench/summary.json.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
cargo build --release --package amazonpay-sandbox --bin amazonpay-sandbox --package amazonpay-tests --bin bench
exec "${CARGO_TARGET_DIR:-target}/release/bench" "$@"
