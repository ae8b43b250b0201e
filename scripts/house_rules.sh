#!/usr/bin/env bash
# Rules of this project that no linter knows. Prints each breach and fails when there is one.
set -euo pipefail
cd "$(dirname "$0")/.."

breaches=0
breach() {
  [ -n "$2" ] || return 0
  printf '%s:\n%s\n' "$1" "$2" >&2
  breaches=$((breaches + 1))
}

# Only what stands before a file's unit tests, and no file of tests.
sources() { git ls-files "$@" | grep -vE '/tests(/|\.rs$)' || true; }

# shellcheck disable=SC2016 # awk's own variables
breach "the core must not panic" "$(sources 'core/src/*.rs' | xargs -r awk \
  'FNR == 1 { test = 0 } /#\[cfg\(test\)\]/ { test = 1 }
   !test && !/^[ \t]*\/\// && /\.unwrap\(\)|\.expect\(|panic!\(/ { print "  " FILENAME ":" FNR ": " $0 }')"

breach "core and sandbox know no other language" "$(sources 'core/src/*.rs' 'sandbox/src/*.rs' | xargs -r grep -nE \
  'pyo3|\bnapi|Python|Node\.js|JavaScript|Kotlin|Swift' | grep -v 'feature = "uniffi"' || true)"

breach "the missing_docs lint is on in core and sandbox" \
  "$(grep -L 'missing_docs' core/src/lib.rs sandbox/src/lib.rs || true)"

breach "no test is ignored" "$(git ls-files '*.rs' | xargs -r grep -nE '#\[ignore' || true)"

breach "lock files name no registry's host" \
  "$(git ls-files '*package-lock.json' | xargs -r grep -nE '"resolved": "[^"]*://' || true)"

[ "$breaches" = 0 ]
