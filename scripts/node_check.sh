#!/usr/bin/env bash
# What can be said about the Node package without running it: types, what they refuse, lints, format.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh

have_or_skip "tsc, ESLint and Prettier on the Node package" node npm || exit 0
node_package_modules
cd "$node_package"
step "$node_package: tsc --strict, and what the types refuse"
npm run --silent types
step "$node_package: ESLint and Prettier"
npm run --silent lint
# The shop is checked against what the package ships.
npm run --silent build
cd ..
install_locked examples/express-shop
cd examples/express-shop
step "examples/express-shop: tsc --strict, ESLint and Prettier"
npm run --silent types
npm run --silent lint
