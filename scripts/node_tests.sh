#!/usr/bin/env bash
# Tests the Node package with Node's own runner, on the native module as it is being worked on. Arguments name the files of
# tests, such as face/money; all without.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh

need cargo cc
have_or_skip "the Node package" node npm || exit 0
node_package_modules
step "Node $(node --version): the native module and the package"
build_native_module
# The server that plays the operations' vectors.
cargo build --quiet --package amazonpay-tests --bin playback
export AMAZONPAY_PLAYBACK=$PWD/target/debug/playback
cd "$node_package"
npm run --silent build
npm run --silent build:tests
cd build/tests
files=(*/*.test.js)
[ $# -eq 0 ] || mapfile -t files < <(printf '%s.test.js\n' "$@")
node --test "${files[@]}"
