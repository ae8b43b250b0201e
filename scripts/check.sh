#!/usr/bin/env bash
# Everything that can be said about the tree without running it.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/node_package.sh

need cargo cc

step "format"
cargo fmt --all --check

step "lints, all features"
cargo clippy --workspace --all-targets --all-features -- -D warnings

step "lints, the core as most people use it, without features"
cargo clippy --package amazonpay -- -D warnings

step "lints, what apps get"
cargo clippy --package amazonpay-uniffi --lib --no-default-features --features mobile -- -D warnings

step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps --quiet

step "generated files are as their source says"
cargo xtask generate --check

step "house rules"
scripts/house_rules.sh

step "licences, bans, sources of the dependencies"
if have_or_skip "cargo deny" cargo-deny; then
  cargo deny --all-features check --hide-inclusion-graph licenses bans sources
  # The database of advisories is a git repository; offline there is none, and that is no failure of the tree.
  if timeout 120 cargo deny --all-features fetch db >/dev/null 2>&1; then
    cargo deny --all-features check --disable-fetch advisories
  else
    echo "skipped: advisories: their database cannot be reached from this machine" >&2
  fi
fi

step "Python of the vectors and scripts"
mapfile -t python_files < <(git ls-files '*.py' '*.pyi' ':!bindings-python' ':!examples')
if [ ${#python_files[@]} -gt 0 ] && have_or_skip "ruff and mypy" python3; then
  python_linters
  target/python-linters/bin/ruff check --quiet --no-cache --line-length 120 "${python_files[@]}"
  target/python-linters/bin/mypy --strict --cache-dir target/mypy "${python_files[@]}"
fi

scripts/python_check.sh

step "TypeScript and JavaScript"
if have_or_skip "tsc" node npm; then
  interop_modules
  (cd tests/interop && npm run --silent lint)
  mapfile -t typescript_files < <(git ls-files '*.ts' ':!tests/interop' ':!bindings-node' ':!sandbox' ':!examples')
  if [ ${#typescript_files[@]} -gt 0 ]; then
    tests/interop/node_modules/.bin/tsc --noEmit --strict --target es2022 --module nodenext "${typescript_files[@]}"
  fi
fi

step "the script of merchants' pages and the browser tests: tsc, ESLint and Prettier"
if have_or_skip "tsc, ESLint and Prettier" node npm; then
  install_locked tests/browser
  (cd tests/browser && npm run --silent types && npm run --silent lint)
fi

scripts/node_check.sh

scripts/dashboard_check.sh

scripts/kotlin_check.sh

step "Swift"
if have_or_skip "swift format" swift; then
  mapfile -t swift_files < <(git ls-files 'bindings-swift/*.swift' 'examples/*.swift')
  scripts/swift_toolchain.sh swift format lint --strict --configuration bindings-swift/.swift-format "${swift_files[@]}"
fi

step "shell scripts"
if have_or_skip "shellcheck" shellcheck; then
  shellcheck --external-sources --source-path=SCRIPTDIR scripts/*.sh .ci/run
fi
