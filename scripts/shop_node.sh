#!/usr/bin/env bash
# Starts the example shop in Express on the sandbox and keeps it open until Ctrl+C. Arguments go to the shop: --port 8080.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh

need cargo cc node npm
node_package_modules
build_native_module
(cd "$node_package" && npm run --silent build)
install_locked examples/express-shop
cd examples/express-shop
npm run --silent build
exec node dist/with-sandbox.js "$@"
