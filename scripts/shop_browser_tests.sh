#!/usr/bin/env bash
# Buys in an example shop in a real browser, with a sandbox beside the shop: express, as it was last built in this clone, or
# django, with the Python in SHOP_PYTHON that has Django and the package. scripts/shop_node_tests.sh and
# scripts/python_tests.sh call it. More arguments name the files of tests, such as live; all without. BROWSER_SCREENSHOTS
# names a folder for pictures.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh

export SHOP=$1
shift
have_or_skip "purchases in the shop $SHOP in a browser" node npm chromium || exit 0
install_locked tests/browser
TEST_CHROMIUM=$(command -v chromium || command -v chromium-browser)
export TEST_CHROMIUM
step "tests/browser/shops: $SHOP"
cd tests/browser
files=(shops/*.test.mjs)
[ $# -eq 0 ] || files=("${@/#/shops/}")
[ $# -eq 0 ] || files=("${files[@]/%/.test.mjs}")
at_most 10 node --test "${files[@]}"
