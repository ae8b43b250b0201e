#!/usr/bin/env bash
# Runs a command where Swift 6 is: here, when `swift` is on the PATH, else on Debian in a folder with Debian 13, which has
# Swift 6 and which this makes once. The command sees the tree and /tmp at their own paths, this machine's network, and its
# environment.
#
#   scripts/swift_toolchain.sh swift test ...    in the current folder
#   scripts/swift_toolchain.sh --possible        whether that would work here
set -euo pipefail
from=$PWD
. "$(dirname "$0")/require.sh"

# Outside of the tree, for all trees of this machine.
cache=${AMAZONPAY_SWIFT:-$HOME/.cache/amazonpay/swift}
suite=trixie
root=$cache/$suite
packages=swiftlang,swiftlang-dev,libswiftlang,libc6-dev,libstdc++-14-dev,libgcc-14-dev,binutils,git,libncurses-dev,ca-certificates

on_the_path() {
  [ "$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+).*/\1/p')" -ge 6 ] 2>/dev/null
}

can_enter() { [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; }

can_make() { has debootstrap && grep -qx 'ID=debian' /etc/os-release 2>/dev/null; }

possible() { on_the_path || { can_enter && { [ -d "$root" ] || can_make; }; }; }

# The mirror that apt is set to.
mirror() {
  local found
  # shellcheck disable=SC2016 # apt's own field
  found=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' | grep -m1 -E '/debian/?$' || true)
  [ -n "$found" ] || { echo "apt is set to no mirror of Debian's main archive (an address that ends with /debian)" >&2; return 1; }
  echo "$found"
}

# Made beside and then moved: a folder of this name is whole. Whoever comes meanwhile waits.
make_root() {
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  if [ ! -d "$root" ]; then
    step "Debian $suite with Swift in $root, once: some minutes, 3 GB"
    local making archive proxy=
    archive=$(mirror)
    making=$(mktemp -d "$cache/making.XXXXXX")
    at_exit rm -rf "$making"
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [ -z "$proxy" ] || export http_proxy=$proxy
    # Not on standard output, which is the command's.
    if ! debootstrap --variant=minbase --include="$packages" "$suite" "$making" "$archive" >"$cache/making.log" 2>&1; then
      tail -20 "$cache/making.log" "$making/debootstrap/debootstrap.log" >&2 || true
      exit 1
    fi
    cp -r /etc/apt/apt.conf.d "$making/etc/apt/"
    rm -rf "$making"/var/cache/apt/archives/*.deb
    chmod 755 "$making"
    mv "$making" "$root"
  fi
  flock -u 9
  exec 9>&-
}

# In mounts of its own, which end with the command and which no other run sees.
enter() {
  local script
  # shellcheck disable=SC2016 # the inner shell's
  script='
    set -euo pipefail
    root=$1 tree=$2 from=$3
    shift 3
    inside() { mkdir -p "$root$1" && mount --rbind "$1" "$root$1"; }
    for folder in /proc /dev /tmp "$tree"; do inside "$folder"; done
    # Names and certificates are those of this machine, as they are now.
    for file in /etc/resolv.conf /etc/hosts "${SSL_CERT_FILE:-}"; do
      [ -f "$file" ] || continue
      mkdir -p "$root$(dirname "$file")"
      [ -e "$root$file" ] || : >"$root$file"
      mount --bind "$(realpath "$file")" "$(realpath "$root$file")"
    done
    export HOME=/root LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
    exec chroot "$root" /bin/bash -c '\''cd "$1" && shift && exec "$@"'\'' swift "$from" "$@"
  '
  exec unshare --mount --propagation private bash -c "$script" swift "$root" "$PWD" "$from" "$@"
}

if [ "${1:-}" = --possible ]; then
  possible
  exit
fi
[ $# -gt 0 ] || { echo "usage: scripts/swift_toolchain.sh COMMAND [ARGUMENT...]" >&2; exit 2; }
need swift
if on_the_path; then
  cd "$from"
  exec "$@"
fi
[ -d "$root" ] || make_root
enter "$@"
