# Sourced by the scripts beside it: how native modules are built that are given to others.
#
# shellcheck shell=bash

# release_build COMMAND...: runs it so that what cargo compiles tells nothing of this machine: the texts of panics name
# sources, which would stand there with the folders of whoever built them. One set of flags for all packages: they share
# what is compiled.
release_build() {
  local flags=(
    "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src/=crates/"
    "--remap-path-prefix=$PWD/="
  )
  # A library that others load takes musl from the system.
  case $(rustc -vV) in *-linux-musl*) flags+=(-C target-feature=-crt-static) ;; esac
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f' && echo "${flags[*]}") "$@"
}
