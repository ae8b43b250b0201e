#!/usr/bin/env bash
# Carries out thousands of payments while everything fails, and stores what it came to under target/chaos/.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
exec cargo run --quiet --package amazonpay-tests --bin chaos -- "$@"
