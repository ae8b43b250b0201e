#!/usr/bin/env bash
# Measures speed and memory in a release build and writes target/bench/summary.json. The Python package is measured as it is
# installed, on the newest Python of this machine.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh

need cargo cc
cargo build --release --package amazonpay-sandbox --bin amazonpay-sandbox --package amazonpay-tests --bin bench
if have_or_skip "the benchmarks of the Python package" python3; then
  build_python_wheel
  read -r _ python < <(pythons | tail -1)
  venv=$PWD/target/python-venvs/bench
  python_environment "$venv" "$python" bindings-python/requirements/bench.txt
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$python_wheel" >&2
  export AMAZONPAY_BENCH_PYTHON=$venv/bin/python
fi
exec "${CARGO_TARGET_DIR:-target}/release/bench" "$@"
