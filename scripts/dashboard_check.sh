#!/usr/bin/env bash
# What can be said about the dashboard without running it: types, lints, format, and that what is checked in is what the
# source gives.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh

have_or_skip "tsc, ESLint and Prettier on the dashboard, and its build" node npm || exit 0
step "sandbox/dashboard: tsc --strict, ESLint and Prettier"
install_locked sandbox/dashboard
cd sandbox/dashboard
npm run --silent types
npm run --silent lint
step "sandbox/assets/dashboard is what the source gives"
npm run --silent check
