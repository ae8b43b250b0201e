#!/usr/bin/env bash
# Takes a payment against the local sandbox, in Rust and then in Python. With --json only in Rust, as one document.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh

need cargo cc
cargo run --quiet --package amazonpay-tests --bin demo -- "$@"
[ $# -eq 0 ] || exit 0
step "the same in Python"
have_or_skip "the story in Python" python3 || exit 0
build_python_for_development
PYTHONPATH=$python_folder python3 bindings-python/examples/first_payment.py
