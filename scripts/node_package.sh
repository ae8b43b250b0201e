# Sourced by the scripts beside it, after require.sh: the Node package, built in place or packed, and what to try it on.
#
# shellcheck shell=bash

. scripts/release_build.sh

node_package=bindings-node
# Where the packed package lies, and a project that has it installed.
node_packed=target/node
node_project=$node_packed/installed/shop

# The largest tarballs that are let through.
NODE_MOST_BYTES=400000
NODE_NATIVE_MOST_BYTES=8000000

# install_locked FOLDER: the modules of its lock file, installed once for each content of it.
install_locked() {
  local lock=$1/package-lock.json stamp=$1/node_modules/.installed-from
  cmp -s "$lock" "$stamp" && return
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error) >&2
  cp "$lock" "$stamp"
}

# The package's development tools.
node_package_modules() { install_locked "$node_package"; }

# The name of this machine's platform, as the loader has it.
# shellcheck disable=SC2016 # JavaScript's own
node_platform() {
  node -p 'const { platform: p, arch: a } = process
    const libc = p === "linux" ? (process.report.getReport().header.glibcVersionRuntime ? "-gnu" : "-musl") : "";
    `${p}-${a}${p === "win32" ? "-msvc" : libc}`'
}

# native_library PROFILE_FOLDER: what cargo has built there.
native_library() {
  local library=target/$1/libamazonpay_node.so
  [ "$(uname)" != Darwin ] || library=target/$1/libamazonpay_node.dylib
  echo "$library"
}

# put_in_place LIBRARY: lays it where the loader of this clone looks first.
put_in_place() {
  mkdir -p "$node_package/native"
  # By another name first: a process that has loaded the old one keeps it.
  cp "$1" "$node_package/native/.building"
  mv "$node_package/native/.building" "$node_package/native/amazonpay.$(node_platform).node"
}

# The native module as it is being worked on.
build_native_module() {
  cargo build --quiet --package amazonpay-node
  put_in_place "$(native_library debug)"
}

# Builds what a release has and packs it: the package and that of this machine's platform. Sets `node_tarballs`.
pack_node_package() {
  local began=$SECONDS library packed
  release_build cargo build --quiet --locked --package amazonpay-node --profile wheel
  library=$(native_library wheel)
  put_in_place "$library"
  echo "native module: built in $((SECONDS - began)) s" >&2
  (cd "$node_package" && npm run --silent build)
  rm -rf "$node_packed"/*.tgz
  packed=$(cd "$node_package" && node scripts/pack.mjs "../$node_packed" main "$(node_platform)=../$library")
  echo "$packed" >&2
  node_tarballs=("$node_packed"/*.tgz)
  local tarball bytes most
  for tarball in "${node_tarballs[@]}"; do
    bytes=$(wc -c <"$tarball")
    case $tarball in */amazonpay-[0-9]*) most=$NODE_MOST_BYTES ;; *) most=$NODE_NATIVE_MOST_BYTES ;; esac
    [ "$bytes" -le "$most" ] || {
      echo "failed: $tarball has $bytes bytes, more than $most" >&2
      return 1
    }
  done
}

# Installs the tarballs into an empty project, and nothing else: no registry is asked. The tests come beside it, and what
# they are written with lies in the folder above.
install_node_package() {
  local shop=$node_project tarball
  rm -rf "$shop"
  mkdir -p "$shop"
  ln -sfn "$PWD/$node_package/node_modules" "$shop/../node_modules"
  printf '{ "name": "shop", "private": true, "type": "module" }\n' >"$shop/package.json"
  for tarball in "${node_tarballs[@]}"; do
    (cd "$shop" && npm pkg set "dependencies[$(tar -xzOf "$OLDPWD/$tarball" package/package.json | node -p \
      'JSON.parse(fs.readFileSync(0)).name')]=file:$OLDPWD/$tarball")
  done
  (cd "$shop" && npm install --offline --no-audit --no-fund --loglevel=error) >&2
  # Tests of what is private reach it by the same name as in the clone.
  ln -s node_modules/amazonpay/dist/cjs "$shop/dist"
  (cd "$shop" && npm pkg set 'imports[#dist/*]=./dist/*.js')
  cp -R "$node_package/build/tests" "$shop/tests"
  cp -R "$node_package/build/examples" "$shop/examples"
}

# node_runtimes: each Node to try the package on, as `18 /path/to/node`, the oldest first: those of tests/runtimes, and the
# one on the PATH where it is of another version.
node_runtimes() {
  local node
  for node in "$PWD/$node_package"/tests/runtimes/node_modules/node-*/bin/node "$(command -v node)"; do
    "$node" -p 'process.versions.node.split(".")[0] + " " + process.execPath' 2>/dev/null || true
  done | sort -n -k1,1 -s | awk '!seen[$1]++'
}
