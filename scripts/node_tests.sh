#!/usr/bin/env bash
# Tests the Node package with Node's own runner, on the native module as it is being worked on. Arguments name the files of
# tests, such as face/money or native/cancel; all without.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh
. scripts/postgres.sh

need cargo cc
have_or_skip "the Node package" node npm || exit 0
node_package_modules
step "Node $(node --version): the native module and the package"
build_native_module
# The server that plays the operations' vectors.
cargo build --quiet --package amazonpay-tests --bin playback
export AMAZONPAY_PLAYBACK=$PWD/target/debug/playback
if have_or_skip "the inbox on PostgreSQL" postgres; then start_postgres; fi
if have_or_skip "the inbox on Redis" redis-server; then start_redis; fi
cd "$node_package"
npm run --silent build
npm run --silent build:tests
cd build/tests
# The native module's own tests are plain JavaScript, for they try what TypeScript would refuse.
files=(*/*.test.js ../../tests/native/*.test.mjs)
if [ $# -gt 0 ]; then
  files=()
  for name in "$@"; do
    case $name in
      native/*) files+=("../../tests/$name.test.mjs") ;;
      *) files+=("$name.test.js") ;;
    esac
  done
fi
node --test "${files[@]}"
