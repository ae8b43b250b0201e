#!/usr/bin/env bash
# Tests the Node package with Node's own runner, on the native module as it is being worked on. Arguments name the files of
# tests, such as face/money or native/cancel; all without.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh
. scripts/postgres.sh

# OpenSSL issues the certificates of the servers that stand in for SNS.
need cargo cc openssl
have_or_skip "the Node package" node npm || exit 0
node_package_modules
# Its official rival, which amazonpay/compat is held to.
interop_modules
step "Node $(node --version): the native module and the package"
build_native_module
# The server that plays the operations' vectors, the sandbox, and the table of operations.
cargo build --quiet --package amazonpay-sandbox --package amazonpay-tests --bins
export AMAZONPAY_PLAYBACK=$PWD/target/debug/playback
if have_or_skip "the inbox on PostgreSQL" postgres; then start_postgres; fi
if have_or_skip "the inbox on Redis" redis-server; then start_redis; fi
cd "$node_package"
npm run --silent build
npm run --silent build:tests
cd build/tests
# The native module's own tests are plain JavaScript, for they try what TypeScript would refuse.
files=(*/*.test.*js)
if [ $# -gt 0 ]; then
  files=()
  for name in "$@"; do files+=("$name".test.*js); done
fi
node --test "${files[@]}"
[ $# -eq 0 ] || exit 0
cd ../../../tests/interop
step "amazonpay/compat: the flows of the official SDK, on the sandbox over TLS"
AMAZONPAY_SDK=$PWD/../../$node_package/dist/esm/compat/index.js node --test official_sdk.test.mjs
