#!/usr/bin/env bash
# Tests the sandbox's pages in a real browser, over a real sandbox. Arguments name the files of tests, such as review_flow;
# all without.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh

need cargo cc

have_or_skip "the sandbox's pages in a browser" node npm chromium || exit 0
install_locked tests/browser
# The sandbox, and the chaos that the dashboard is watched during.
cargo build --package amazonpay-sandbox --package amazonpay-tests --bins
step "tests/browser"
TEST_CHROMIUM=$(command -v chromium || command -v chromium-browser)
export TEST_CHROMIUM
cd tests/browser
npm run --silent types
files=(*.test.mjs)
[ $# -eq 0 ] || files=("${@/%/.test.mjs}")
at_most 10 node --test "${files[@]}"
