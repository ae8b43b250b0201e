#!/usr/bin/env bash
# Tests the Node package as its users have it: its tarballs, installed into an empty project, on each Node that is supported,
# and on Bun; all tests on the oldest and the newest Node, those of calls on the others. With arguments it only runs the
# files of tests that they name, such as face/money or native/cancel, in place, on the native module as it is being worked
# on.
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
# The server that plays the operations' vectors, the sandbox, and the table of operations.
cargo build --quiet --package amazonpay-sandbox --package amazonpay-tests --bins
export AMAZONPAY_PLAYBACK=$PWD/target/debug/playback
if have_or_skip "the inbox on PostgreSQL" postgres; then start_postgres; fi
if have_or_skip "the inbox on Redis" redis-server; then start_redis; fi

if [ $# -gt 0 ]; then
  build_native_module
  cd "$node_package"
  npm run --silent build
  npm run --silent build:tests
  cd build/tests
  files=()
  for name in "$@"; do files+=("$name".test.*js); done
  node --test "${files[@]}"
  exit
fi

step "packing the Node package"
pack_node_package
rm -rf "$node_package/build/tests"
(cd "$node_package" && npm run --silent build:tests)
install_node_package
if [ "$(uname -sm)" = "Linux x86_64" ]; then
  install_locked "$node_package/tests/runtimes"
else
  echo "skipped: the Nodes and Bun of tests/runtimes, which are for Linux on x86-64" >&2
fi

# run_tests VERSION NODE FILE...
run_tests() {
  local version=$1 node=$2
  shift 2
  step "Node $version ($("$node" --version)): the installed package"
  (
    cd "$node_project/tests"
    PATH=$(dirname "$node"):$PATH "$node" --input-type=module --eval "
      import { createRequire } from 'node:module'
      const found = createRequire(process.cwd() + '/').resolve('amazonpay')
      if (!found.includes('/shop/node_modules/')) throw new Error('the tests would run on ' + found)"
    PATH=$(dirname "$node"):$PATH "$node" runtimes/payment.mjs
    PATH=$(dirname "$node"):$PATH at_most 15 "$node" --test "$@"
  )
}

mapfile -t found < <(node_runtimes)
read -r oldest oldest_node <<<"${found[0]}"
read -r newest newest_node <<<"${found[-1]}"
echo "Nodes: ${found[*]%% *}" >&2
# What is written of docs/ is about the clone, and types are the compiler's matter, not a Node's.
mapfile -t everything < <(cd "$node_project/tests" && printf '%s\n' */*.test.*js | grep -vE '^(docs/|installed/types)')
calls=(native/{calls,cancel,environments,signer,transfer}.test.mjs face/{calls,package,sandbox}.test.js)
if [ "$oldest" != "$newest" ]; then run_tests "$oldest" "$oldest_node" "${everything[@]}"; fi
for each in "${found[@]}"; do
  read -r version node <<<"$each"
  case $version in "$oldest" | "$newest") ;; *) run_tests "$version" "$node" "${calls[@]}" ;; esac
done
run_tests "$newest" "$newest_node" "${everything[@]}" installed/types.test.js

bun=$node_package/tests/runtimes/node_modules/bun/bin/bun
if [ -x "$bun" ]; then
  step "Bun $("$bun" --version): a payment from start to refund"
  (cd "$node_project/tests" && "$OLDPWD/$bun" runtimes/payment.mjs)
fi

if compgen -G "$node_package/build/tests/docs/*.test.*js" >/dev/null; then
  step "the examples of the Node package's pages"
  (cd "$node_package/build/tests" && at_most 10 node --test docs/*.test.*js)
fi

scripts/shop_node_tests.sh

step "amazonpay/compat: the flows of the official SDK, on the sandbox over TLS"
cd tests/interop
AMAZONPAY_SDK=$OLDPWD/$node_project/node_modules/amazonpay/dist/esm/compat/index.js at_most 10 node --test official_sdk.test.mjs
