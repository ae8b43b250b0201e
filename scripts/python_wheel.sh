# Sourced by the scripts beside it, after require.sh: the wheel of the Python package, and the Pythons to try it with.
#
# shellcheck shell=bash

. scripts/release_build.sh

# The largest wheel that is let through: 7 MB.
WHEEL_MOST_BYTES=7000000

# What the wheel is made of. Tests, examples and pages are not.
python_wheel_sources() {
  git ls-files --cached --others --exclude-standard -- Cargo.toml Cargo.lock rust-toolchain.toml scripts/python-build.txt \
    core/Cargo.toml core/src sandbox/Cargo.toml sandbox/src sandbox/assets sandbox/templates \
    bindings-python/Cargo.toml bindings-python/src \
    bindings-python/python bindings-python/pyproject.toml bindings-python/README.md bindings-python/LICENSE | LC_ALL=C sort -u
}

# Maturin tells much; only a failure is worth reading.
maturin() {
  target/python/build-tools/bin/maturin "$@" >target/python/maturin.log 2>&1 || {
    cat target/python/maturin.log >&2
    return 1
  }
}

# Builds the source distribution and from that, unpacked, the wheel: both are proved by one build. Does nothing while the
# sources are the same. Sets `python_wheel` to the wheel's path.
build_python_wheel() {
  local wheels=target/python/wheels source=target/python/source sources
  sources=$(python_wheel_sources | while IFS= read -r file; do [ -f "$file" ] && sha256sum "$file"; done)
  cmp -s LICENSE bindings-python/LICENSE || {
    echo "failed: bindings-python/LICENSE is not the project's LICENSE: copy it" >&2
    return 1
  }
  if [ "$sources" != "$(cat target/python/made-from.txt 2>/dev/null)" ] || ! compgen -G "$wheels/*.whl" >/dev/null; then
    step "building the Python wheel"
    python_environment target/python/build-tools python3 scripts/python-build.txt
    rm -rf "$wheels" target/python/sdist
    maturin sdist --manifest-path bindings-python/Cargo.toml --out target/python/sdist
    python3 scripts/unpack_sdist.py target/python/sdist/*.tar.gz "$source"
    local began=$SECONDS
    # Not --locked: the distribution lacks some crates of the workspace, so what only they need leaves its lock file.
    CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target} release_build maturin build --compression-level 9 \
      --manifest-path "$source/bindings-python/Cargo.toml" --out "$wheels"
    echo "built in $((SECONDS - began)) s" >&2
    printf '%s\n' "$sources" >target/python/made-from.txt
  fi
  python_wheel=$(compgen -G "$wheels/*.whl")
  local bytes
  bytes=$(wc -c <"$python_wheel")
  echo "wheel: $python_wheel, $((bytes / 1000)) kB of at most $((WHEEL_MOST_BYTES / 1000))" >&2
  [ "$bytes" -le "$WHEEL_MOST_BYTES" ] || {
    echo "failed: the wheel is too large" >&2
    return 1
  }
}

# Puts the package with a native module of the development build, which is quick to make, into a folder of its own. Sets
# `python_folder`, for PYTHONPATH.
build_python_for_development() {
  cargo build --quiet --package amazonpay-python
  local extension=so
  [ "$(uname)" != Darwin ] || extension=dylib
  python_folder=$PWD/target/python/development
  rm -rf "$python_folder"
  mkdir -p "$python_folder"
  cp -R bindings-python/python/amazonpay "$python_folder/"
  cp "${CARGO_TARGET_DIR:-target}/debug/libamazonpay_python.$extension" "$python_folder/amazonpay/_native.abi3.so"
}

# newest_django PYTHON_VERSION: the newest Django of bindings-python/requirements that it runs: 6.1 from Python 3.12 on.
newest_django() { if [ "${1#3.}" -ge 12 ]; then echo 6.1; elif [ "${1#3.}" -ge 10 ]; then echo 5.2; else echo 4.2; fi; }

# pythons: each CPython from 3.9 on that can make virtual environments, as `3.12 /path/to/python`, the oldest first. Looks
# on the PATH and where pyenv and uv keep theirs.
pythons() {
  local candidate
  {
    compgen -c python3 | grep -E '^python3(\.[0-9]+)?$' | sort -u | while IFS= read -r name; do type -ap "$name"; done
    compgen -G "${PYENV_ROOT:-$HOME/.pyenv}/versions/*/bin/python" || true
    compgen -G "$HOME/.local/share/uv/python/cpython-*/bin/python" || true
  } | sort -u | while IFS= read -r candidate; do
    "$candidate" -c 'import ensurepip, platform, sys, sysconfig, venv
if platform.python_implementation() == "CPython" and not sysconfig.get_config_var("Py_GIL_DISABLED"):
    print("%d.%d" % sys.version_info[:2], sys.executable)' 2>/dev/null || true
  done | sort -uV | awk '{ split($1, version, "."); if (version[2] >= 9 && !seen[$1]++) print }'
}
