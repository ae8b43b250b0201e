#!/usr/bin/env bash
# Measures speed and memory in a release build and writes target/bench/summary.json. The Python package is measured as it is
# installed, on the newest Python of this machine; the Node package likewise, beside the official SDK.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh
. scripts/node_package.sh

# wanted NAME: whether the arguments ask for a part of the benchmarks; without arguments they ask for all.
arguments=" $* "
wanted() { [ "$arguments" = "  " ] || [[ $arguments == *" $1 "* ]]; }

need cargo cc
cargo build --release --package amazonpay-sandbox --bin amazonpay-sandbox --package amazonpay-tests --bin bench
if wanted python && have_or_skip "the benchmarks of the Python package" python3; then
  build_python_wheel
  read -r _ python < <(pythons | tail -1)
  venv=$PWD/target/python-venvs/bench
  python_environment "$venv" "$python" bindings-python/requirements/bench.txt
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$python_wheel" >&2
  export AMAZONPAY_BENCH_PYTHON=$venv/bin/python
fi
if wanted node && have_or_skip "the benchmarks of the Node package" node npm; then
  # The official SDK.
  interop_modules
  node_package_modules
  pack_node_package
  AMAZONPAY_BENCH_NODE=$PWD/target/node/bench
  export AMAZONPAY_BENCH_NODE
  rm -rf "$AMAZONPAY_BENCH_NODE"
  mkdir -p "$AMAZONPAY_BENCH_NODE"
  printf '{ "name": "bench", "private": true }\n' >"$AMAZONPAY_BENCH_NODE/package.json"
  tarballs=("${node_tarballs[@]/#/$PWD/}")
  (cd "$AMAZONPAY_BENCH_NODE" && npm install --offline --no-audit --no-fund --loglevel=error "${tarballs[@]}") >&2
fi
exec "${CARGO_TARGET_DIR:-target}/release/bench" "$@"
