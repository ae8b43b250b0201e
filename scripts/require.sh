# Sourced by the scripts beside it. Tells what a step needs, what is left out without it and how to get it.
#
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# How to get one tool.
how_to_get() {
  case "$1" in
    cargo) echo "the Rust tool chain named in rust-toolchain.toml: https://rustup.rs" ;;
    cc) echo "a C compiler, which the cryptography is built with (Debian: apt-get install build-essential)" ;;
    c++) echo "a C++ compiler, which libFuzzer is built with (Debian: apt-get install build-essential)" ;;
    cargo-fuzz) echo "cargo install --locked cargo-fuzz" ;;
    cargo-deny) echo "cargo install --locked cargo-deny --version $CARGO_DENY_VERSION" ;;
    python3) echo "Python 3.11 or newer with venv (Debian: apt-get install python3 python3-venv)" ;;
    node | npm) echo "Node 18 or newer with npm (https://nodejs.org; Debian: apt-get install nodejs npm)" ;;
    openssl) echo "OpenSSL's command line (Debian: apt-get install openssl)" ;;
    postgres) echo "PostgreSQL's server (Debian: apt-get install postgresql; the tests start one of their own)" ;;
    redis-server) echo "Redis (Debian: apt-get install redis-server; the tests start it themselves)" ;;
    chromium) echo "Chromium (Debian: apt-get install chromium)" ;;
    java) echo "a JDK, 17 or newer (Debian: apt-get install openjdk-17-jdk-headless)" ;;
    mvn) echo "Maven 3.8 or newer (Debian: apt-get install maven)" ;;
    debootstrap) echo "debootstrap (Debian: apt-get install debootstrap)" ;;
    swift) echo "Swift 6 or newer on the PATH (https://swift.org/install), or Debian, root and debootstrap, with which scripts/swift_toolchain.sh gets one" ;;
    shellcheck) echo "ShellCheck (Debian: apt-get install shellcheck)" ;;
    *) echo "$1" ;;
  esac
}

# The version of cargo-deny that deny.toml is written for.
CARGO_DENY_VERSION=0.20.2

# Whether one tool is there and does what we need of it.
has() {
  case "$1" in
    chromium) command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ;;
    postgres) [ -n "$(postgres_binaries)" ] ;;
    python3) python3 -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 ;;
    node) [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 18' 2>/dev/null)" = true ] ;;
    java) [ "$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')" -ge 17 ] 2>/dev/null ;;
    swift) scripts/swift_toolchain.sh --possible ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# need TOOL...: fails when one is missing: there is nothing to do without it.
need() {
  local tool
  for tool in "$@"; do
    has "$tool" && continue
    echo "needs $tool: $(how_to_get "$tool")" >&2
    exit 1
  done
}

# have_or_skip WHAT TOOL...: true when all the tools are there. Else it says that WHAT is left out and returns
# false, or fails when nothing may be left out.
have_or_skip() {
  local what=$1 tool
  shift
  for tool in "$@"; do
    has "$tool" && continue
    if [ "${REQUIRE_ALL:-}" = 1 ]; then
      echo "failed: $what needs $tool: $(how_to_get "$tool")" >&2
      exit 1
    fi
    echo "skipped: $what, which needs $tool: $(how_to_get "$tool")" >&2
    return 1
  done
}

# The folder of PostgreSQL's server programs; Debian keeps them off the PATH. Nothing when there is none.
postgres_binaries() {
  local folder
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) $(dirname "$(command -v initdb)" 2>/dev/null); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
      echo "$folder"
      return
    fi
  done
}

# at_most MINUTES COMMAND...: runs it, in CI no longer than that: what hangs there is named instead of taking the others' time.
# Whoever sits before it can interrupt it.
at_most() {
  local minutes=$1 status=0
  shift
  if [ "${CI:-}" != true ]; then
    "$@"
    return
  fi
  timeout --kill-after=10s "${minutes}m" "$@" || status=$?
  [ "$status" != 124 ] || echo "failed: not at its end within $minutes minutes: $*" >&2
  return "$status"
}

# at_exit COMMAND...: runs it when the script ends, the latest first.
at_exit_commands=()
at_exit() {
  at_exit_commands=("$(printf '%q ' "$@")" "${at_exit_commands[@]}")
  # shellcheck disable=SC2154 # `command` is the loop's own
  trap 'for command in "${at_exit_commands[@]}"; do eval "$command" || true; done' EXIT
}

# A headline for each step, on standard error so that standard output stays the step's own.
step() { printf '\n== %s\n' "$*" >&2; }

# The Node modules of tests/interop, installed once for each lock file.
interop_modules() {
  local lock=tests/interop/package-lock.json stamp=tests/interop/node_modules/.installed-from
  cmp -s "$lock" "$stamp" && return
  (cd tests/interop && npm ci --no-audit --no-fund --loglevel=error) >&2
  cp "$lock" "$stamp"
}

# python_environment VENV PYTHON REQUIREMENTS...: a virtual environment with these lists of requirements, made once for
# each content of the lists.
python_environment() {
  local venv=$1 python=$2
  shift 2
  local made_from
  made_from=$("$python" -VV && cat "$@")
  [ "$made_from" = "$(cat "$venv/made-from.txt" 2>/dev/null)" ] && return
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${@/#/--requirement=}" >&2
  printf '%s\n' "$made_from" >"$venv/made-from.txt"
}

# The Python linters of what is not the Python package.
python_linters() { python_environment target/python-linters python3 scripts/python-linters.txt; }
