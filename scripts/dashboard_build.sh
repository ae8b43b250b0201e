#!/usr/bin/env bash
# Builds the sandbox's dashboard from sandbox/dashboard into sandbox/assets/dashboard, which is checked in.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh

need node npm
install_locked sandbox/dashboard
cd sandbox/dashboard
npm run --silent build
