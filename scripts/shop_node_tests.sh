#!/usr/bin/env bash
# Tests the example shop in Express over HTTP and in a real browser, on the package as it was last built in this clone:
# scripts/node_tests.sh, which calls it, has done so. Arguments name the files of tests, such as buying; all without.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh
. scripts/postgres.sh

have_or_skip "the example shop in Express" node npm || exit 0
step "examples/express-shop"
install_locked examples/express-shop
# The app's side of its checkout.
need cargo cc
cargo build --quiet --package amazonpay-uniffi --example app-checkout
export AMAZONPAY_APP_CHECKOUT=$PWD/target/debug/examples/app-checkout
if have_or_skip "orders in PostgreSQL" postgres; then
  [ -n "${AMAZONPAY_TEST_POSTGRES:-}" ] || start_postgres
  export SHOP_TEST_DATABASE_URL="postgres://$PGUSER@localhost:$PGPORT/$PGDATABASE?host=$PGHOST"
fi
if have_or_skip "the shop in a browser" chromium; then
  SHOP_TEST_CHROMIUM=$(command -v chromium || command -v chromium-browser)
  export SHOP_TEST_CHROMIUM
fi
cd examples/express-shop
npm run --silent build
npm run --silent build:tests
files=(build/tests/*.test.js)
[ $# -eq 0 ] || files=("${@/#/build/tests/}")
[ $# -eq 0 ] || files=("${files[@]/%/.test.js}")
at_most 10 node --test "${files[@]}"
[ $# -gt 0 ] || ../../scripts/shop_browser_tests.sh express
