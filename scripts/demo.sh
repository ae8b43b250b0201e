#!/usr/bin/env bash
# Takes a payment against the local sandbox.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
exec cargo run --quiet --package amazonpay-tests --bin demo -- "$@"
