#!/usr/bin/env bash
# Measures speed and memory in a release build and writes target/bench/summary.json.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
exec cargo run --release --package amazonpay-tests --bin bench -- "$@"
