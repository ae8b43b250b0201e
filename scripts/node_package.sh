# Sourced by the scripts beside it. Builds the Node package in place.
#
# shellcheck shell=bash

node_package=bindings-node

# The package's development tools, installed once for each lock file.
node_package_modules() {
  local lock=$node_package/package-lock.json stamp=$node_package/node_modules/.installed-from
  cmp -s "$lock" "$stamp" && return
  (cd "$node_package" && npm ci --no-audit --no-fund --loglevel=error) >&2
  cp "$lock" "$stamp"
}

# The name that the loader looks for on this machine.
# shellcheck disable=SC2016 # JavaScript's own
native_module_name() {
  node -p 'const { platform: p, arch: a } = process
    const libc = p === "linux" ? (process.report.getReport().header.glibcVersionRuntime ? "-gnu" : "-musl") : "";
    `amazonpay.${p}-${a}${p === "win32" ? "-msvc" : libc}.node`'
}

# The native module as it is being worked on, where the loader finds it.
build_native_module() {
  cargo build --quiet --package amazonpay-node
  local library=target/debug/libamazonpay_node.so
  [ "$(uname)" != Darwin ] || library=target/debug/libamazonpay_node.dylib
  mkdir -p "$node_package/native"
  # By another name first: a process that has loaded the old one keeps it.
  cp "$library" "$node_package/native/.building"
  mv "$node_package/native/.building" "$node_package/native/$(native_module_name)"
}
